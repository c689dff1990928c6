# Messages the engine wants delivered, and a place that keeps them for tests and development.
from __future__ import annotations

import collections
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

MESSAGES_MAX = 1000


@dataclass(frozen=True)
class Message:
    """One e-mail or SMS. The body stays out of repr(): it holds a code or a temporary password."""

    medium: str
    destination: str
    subject: str
    body: str = field(repr=False)
    user_pool_id: str
    username: str
    client_id: str
    source: str

    @property
    def code(self) -> str | None:
        """The first run of six to eight digits in the body."""
        found = re.search(r"(?<!\d)\d{6,8}(?!\d)", self.body)
        return found.group() if found else None

    @classmethod
    def from_event(cls, event: dict[str, Any]) -> Message:
        return cls(
            medium=event["Medium"],
            destination=event["Destination"],
            subject=event.get("Subject", ""),
            body=event["Body"],
            user_pool_id=event.get("UserPoolId", ""),
            username=event.get("Username", ""),
            client_id=event.get("ClientId", ""),
            source=event.get("Source", ""),
        )


Deliver = Callable[[Message], Any]


class Inbox:
    """Keeps the last messages, oldest first. Reads like a list; is itself a `deliver` function."""

    def __init__(self, messages_max: int = MESSAGES_MAX):
        self._messages: collections.deque[Message] = collections.deque(maxlen=messages_max)

    def __call__(self, message: Message) -> None:
        self._messages.append(message)

    def __len__(self) -> int:
        return len(self._messages)

    def __getitem__(self, index: Any) -> Any:
        return list(self._messages)[index]

    def __iter__(self) -> Iterator[Message]:
        return iter(list(self._messages))

    def clear(self) -> None:
        self._messages.clear()

    def __repr__(self) -> str:
        return f"Inbox({list(self._messages)!r})"
