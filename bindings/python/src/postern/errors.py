# Exceptions: one class for each of the protocol's errors, named as the protocol names it.
"""Every refusal of an operation is a `ClientError` of a class named like the protocol's error:

    try:
        engine.cognito_idp.sign_up(...)
    except postern.errors.UsernameExistsException as error:
        print(error.message)

What is not an answer of the protocol but a failure of the engine is one of the other classes.
"""
from __future__ import annotations

import threading

from . import _native as n
from ._load import lib
from ._operations import ERRORS
from ._text import copy_out


class PosternError(Exception):
    """Base of everything this package raises."""


class ClientError(PosternError):
    """An operation refused. Carries what botocore's exception of the same name carries."""

    def __init__(self, code: str, message: str, operation_name: str = ""):
        super().__init__(code, message, operation_name)
        self.code = code
        self.message = message
        self.operation_name = operation_name
        self.response = {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}, "RetryAttempts": 0},
            "message": message,
        }

    def __str__(self) -> str:
        doing = f" when calling the {self.operation_name} operation" if self.operation_name else ""
        return f"An error occurred ({self.code}){doing}: {self.message}"

    def __reduce__(self):
        return error_for_code, (self.code, self.message, self.operation_name)


class InvalidArgumentError(PosternError, ValueError):
    """An argument is out of bounds or malformed."""


class ConflictError(PosternError):
    """Concurrent calls kept winning. Nothing happened; repeating is safe."""


class UnknownCommitError(PosternError):
    """The store lost contact while committing. The effect may or may not be there: read it back."""


class StorageError(PosternError):
    """The store failed, for example because the disk is full. Nothing happened."""


class CorruptError(PosternError):
    """A stored record failed its seal, or the root key is not the one it was sealed with."""


class EngineBusyError(PosternError):
    """Closing while calls run, calls nested too deep, or the store is open in another engine."""


class EngineClosedError(PosternError):
    """The engine is closed, or was opened before this process was forked."""


class InternalError(PosternError):
    """A bug in Postern."""


_BY_STATUS = {
    n.E_INVALID_ARGUMENT: InvalidArgumentError,
    n.E_CONFLICT: ConflictError,
    n.E_UNKNOWN_COMMIT: UnknownCommitError,
    n.E_STORAGE: StorageError,
    n.E_CORRUPT: CorruptError,
    n.E_BUSY: EngineBusyError,
    n.E_NO_MEMORY: MemoryError,
    n.E_BAD_HANDLE: EngineClosedError,
    n.E_INTERNAL: InternalError,
}

_classes: dict[str, type[ClientError]] = {}
_classes_lock = threading.Lock()


def class_for_code(code: str) -> type[ClientError]:
    """The class of a protocol error; the same one every time, so that `except` finds it."""
    with _classes_lock:
        found = _classes.get(code)
        if found is None:
            found = _classes[code] = type(code, (ClientError,), {"__module__": __name__})
        return found


def error_for_code(code: str, message: str, operation_name: str = "") -> ClientError:
    return class_for_code(code)(code, message, operation_name)


for _code in ERRORS:
    globals()[_code] = class_for_code(_code)


def __getattr__(name: str) -> type[ClientError]:
    # A trigger's or a newer library's error that the generated table does not know.
    if name.endswith("Exception"):
        return class_for_code(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def take_error(status: int, error: object, operation_name: str = "") -> BaseException:
    """The exception for a failed call. Frees `error`, a ctypes.c_void_p, in every case."""
    try:
        code = copy_out(lib.error_code(error)).decode()
        message = copy_out(lib.error_message(error)).decode("utf-8", "replace")
    finally:
        lib.error_free(error)
    if status == n.E_REJECTED:
        return error_for_code(code, message, operation_name)
    kind = _BY_STATUS.get(status, InternalError)
    return kind(message or f"postern status {status}")
