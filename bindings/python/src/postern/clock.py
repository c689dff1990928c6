# The engine's time: read it, and in tests move it.
from __future__ import annotations

import ctypes
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from ._load import lib
from .errors import EngineClosedError, take_error

if TYPE_CHECKING:
    from .engine import Engine

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)

# A host's clock: time.time, or a function that returns an aware datetime.
HostClock = Callable[[], "float | datetime"]


def to_microseconds(moment: float | datetime) -> int:
    if isinstance(moment, datetime):
        return (moment - _EPOCH) // _MICROSECOND
    return int(moment * 1_000_000)


class Clock:
    """`engine.clock`."""

    def __init__(self, engine: Engine):
        self._engine = engine

    def now(self) -> datetime:
        """The engine's time, in UTC."""
        now_us = lib.clock_now(self._engine._handle)
        if now_us < 0:
            raise EngineClosedError("the engine is closed")
        return _EPOCH + timedelta(microseconds=now_us)

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Moves the engine's time forward. For engines opened with a movable clock."""
        delta = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        error = ctypes.c_void_p()
        status = lib.clock_advance(
            self._engine._handle, delta // _MICROSECOND, ctypes.byref(error)
        )
        if status:
            raise take_error(status, error)
