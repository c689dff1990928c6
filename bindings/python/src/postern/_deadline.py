# A time by which a host's function has to have answered.
"""Python cannot stop a thread. A function that runs out of time runs on, on a thread of its own
that keeps no program alive; nobody waits for it, and what it answers is dropped."""
from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable
from typing import Any

# A function on a thread of its own is not seen by the engine's own bound on nesting.
DEPTH_MAX = 8
_depth: contextvars.ContextVar[int] = contextvars.ContextVar("postern_depth", default=0)


def within(seconds: float, name: str, run: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """`run` on a thread of its own, in the caller's context; TimeoutError after that time."""
    if not seconds > 0:
        raise ValueError("trigger_timeout is a positive number of seconds")

    def run_in_time(event: bytes) -> bytes:
        context = contextvars.copy_context()
        if context.run(_depth.get) >= DEPTH_MAX:
            raise RecursionError(f"{name} is nested too deeply")
        answers: queue.SimpleQueue[tuple[bytes | None, BaseException | None]] = queue.SimpleQueue()

        def work() -> None:
            _depth.set(_depth.get() + 1)
            try:
                answers.put((run(event), None))
            except BaseException as error:  # handed to whoever waits.
                answers.put((None, error))

        threading.Thread(
            target=context.run, args=(work,), name=f"postern {name}", daemon=True
        ).start()
        try:
            answer, error = answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError(f"{name} timed out after {seconds:g} seconds") from None
        if error is not None:
            raise error
        assert answer is not None
        return answer

    return run_in_time
