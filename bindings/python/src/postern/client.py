# `engine.cognito_idp`: boto3-style methods, one for every operation.
from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from . import errors
from ._operations import IDENTITY_OPERATIONS, OPERATIONS, TIMESTAMPS

if TYPE_CHECKING:
    from .engine import Engine

_SERVICES = {"cognito-idp": OPERATIONS, "cognito-identity": IDENTITY_OPERATIONS}
_TIMESTAMPS = frozenset(TIMESTAMPS)


def encode_request(value: Any) -> Any:
    """json.dumps' `default`: what boto3 takes and JSON does not have."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} cannot be part of a request")


def _with_datetimes(members: dict[str, Any]) -> dict[str, Any]:
    """json.loads' `object_hook`: epoch seconds become datetimes, as in boto3's answers."""
    for name in _TIMESTAMPS & members.keys():
        if isinstance(members[name], (int, float)):
            members[name] = datetime.fromtimestamp(members[name], timezone.utc)
    return members


def decode_response(body: bytes) -> dict[str, Any]:
    response = json.loads(body, object_hook=_with_datetimes)
    response["ResponseMetadata"] = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}
    return response


class Exceptions:
    """`client.exceptions`: the same classes as in `postern.errors`."""

    ClientError = errors.ClientError

    def __getattr__(self, name: str) -> type[errors.ClientError]:
        if name.endswith("Exception"):
            return errors.class_for_code(name)
        raise AttributeError(f"there is no exception {name!r}")


class Client:
    """Methods named as boto3 names them; keyword arguments are the request's members."""

    exceptions = Exceptions()

    def __init__(self, engine: Engine, service: str):
        self._engine = engine
        self._service = service
        self._operations = _SERVICES[service]

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        operation = self._operations.get(name) if not name.startswith("_") else None
        if operation is None:
            raise AttributeError(f"{self!r} has no method {name!r}")
        method = self._method(name, operation)
        self.__dict__[name] = method  # The next use finds it without coming here.
        return method

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._operations})

    def __repr__(self) -> str:
        return f"<postern client of {self._service}>"

    def _method(self, name: str, operation: str) -> Callable[..., dict[str, Any]]:
        engine, qualified = self._engine, f"{self._service}:{operation}"

        def method(**request: Any) -> dict[str, Any]:
            return decode_response(engine._call_bytes(qualified, operation, request))

        method.__name__ = name
        method.__doc__ = f"Runs {operation}; Cognito's API reference describes its members."
        return method
