# The host's functions, called from C: one static trampoline per signature.
"""What C holds as `ctx` is a number, never a Python object: it is looked up here at each call, so
a function that is gone is a refusal and not a dangling pointer. The trampolines live as long as the
module. Nothing may unwind into C, so every exception ends here: its text goes to the engine, and
the exception itself to the outer call on the same thread, which raises it as the refusal's cause.
"""
from __future__ import annotations

import ctypes
import inspect
import itertools
import json
import sys
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from . import _native as n
from ._load import lib
from ._text import bytes_in, copy_out

# A text longer than this has no place in an error message; the engine would refuse it.
FAILURE_CHARS_MAX = 1000

_slots: dict[int, Any] = {}  # Functions, and stores.
_numbers = itertools.count(1)


def register(function: Any) -> int:
    """Keeps `function` callable from C under the number returned, until forget()."""
    number = next(_numbers)
    _slots[number] = function
    return number


def find(number: int) -> Any:
    return _slots[number]


def replace(number: int, function: Callable[..., Any]) -> None:
    _slots[number] = function


def forget(number: int) -> None:
    _slots.pop(number, None)


class _Raised(threading.local):
    """The exception that the innermost running call's callbacks ended with, on this thread."""

    error: BaseException | None = None


_raised = _Raised()


class Watch:
    """Around one call of the engine: what its callbacks raised, apart from what outer ones did."""

    __slots__ = ("_outer", "error")

    def __enter__(self) -> Watch:
        self._outer = _raised.error
        _raised.error = None
        self.error: BaseException | None = None
        return self

    def __exit__(self, *_: object) -> None:
        self.error = _raised.error
        _raised.error = self._outer


def _failure_text(error: BaseException) -> bytes:
    text = str(error) or type(error).__name__
    return text[:FAILURE_CHARS_MAX].encode("utf-8", "replace")


def fail(reply: int, error: BaseException) -> None:
    """Ends a callback with an exception: its text for the engine, itself for the outer call."""
    _raised.error = error
    explain(reply, error)


def explain(reply: int, error: BaseException) -> None:
    lib.reply_fail(reply, bytes_in(_failure_text(error)))


def _answer(ctx: int, incoming: Any, reply: int) -> int:
    """Runs the function under `ctx`: JSON bytes in, JSON bytes (or None) out."""
    try:
        answer = _slots[ctx](copy_out(incoming))
        if answer is not None and lib.reply_set(reply, bytes_in(answer)) != n.OK:
            raise ValueError("the answer is too large")
        return 0
    except BaseException as error:  # KeyboardInterrupt must not unwind into C either.
        fail(reply, error)
        return 1


def _invoke(ctx: int, arn: Any, event: Any, reply: int) -> int:
    """Runs the function under `ctx`: an ARN and an event in, the event with its response out."""
    try:
        answer = _slots[ctx](copy_out(arn).decode(), json.loads(copy_out(event)))
        text = json.dumps(answer, allow_nan=False).encode()
        if lib.reply_set(reply, bytes_in(text)) != n.OK:
            raise ValueError("the answer is too large")
        return 0
    except BaseException as error:
        fail(reply, error)
        unreachable = isinstance(error, (ConnectionError, TimeoutError))
        return n.INVOKE_FAILED if unreachable else n.INVOKE_REFUSED


def _clock(ctx: int) -> int:
    try:
        return _slots[ctx]()
    except BaseException:  # the engine's clock cannot fail.
        sys.unraisablehook(Unraisable("the engine's clock function failed"))
        return time.time_ns() // 1000


def _random(ctx: int, out: Any, length: int) -> int:
    try:
        data = _slots[ctx](length)
        if len(data) != length:
            return 1
        ctypes.memmove(out, data, length)
        return 0
    except BaseException:  # non-zero makes the engine abort, which is the contract.
        sys.unraisablehook(Unraisable("the engine's random function failed"))
        return 1


class Unraisable:
    """What sys.unraisablehook() takes, for the exception being handled."""

    def __init__(self, text: str):
        self.exc_type, self.exc_value, self.exc_traceback = sys.exc_info()
        self.err_msg, self.object = text, None


TRIGGER = n.TriggerFn(_answer)
DELIVER = n.DeliverFn(_answer)
FETCH = n.FetchFn(_answer)
INVOKE = n.InvokeFn(_invoke)
CLOCK = n.ClockFn(_clock)
RANDOM = n.RandomFn(_random)


class Context:
    """What a Lambda-style handler gets as its second argument."""

    def __init__(self, function_name: str):
        self.function_name = function_name
        self.function_version = "$LATEST"
        self.aws_request_id = str(uuid.uuid4())

    def get_remaining_time_in_millis(self) -> int:
        """Cognito gives a trigger five seconds; here nothing interrupts it."""
        return 5000


def _takes_context(function: Callable[..., Any]) -> bool:
    """Whether `function` is written as (event, context). Raises TypeError for what is neither."""
    if inspect.iscoroutinefunction(function):
        raise TypeError(
            f"trigger {function!r} is async: the engine needs its answer before the call it is part"
            " of can go on. Write a plain function; run a coroutine in it with asyncio.run()"
        )
    signature = inspect.signature(function)
    for arguments in ((None, None), (None,)):
        try:
            signature.bind(*arguments)
            return len(arguments) == 2
        except TypeError:
            continue
    raise TypeError(f"trigger {function!r} must take (event) or (event, context)")


def trigger_function(name: str, function: Callable[..., Any]) -> Callable[[bytes], bytes]:
    """Wraps a trigger: Cognito's event as a dict in, the same dict with its response out."""
    with_context = _takes_context(function)

    def run(event_json: bytes) -> bytes:
        event = json.loads(event_json)
        answer = function(event, Context(name)) if with_context else function(event)
        return json.dumps(answer, allow_nan=False).encode()

    return run
