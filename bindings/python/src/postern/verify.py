# Token verification: the path that is called once per request, so every microsecond is looked at.
"""The engine is asked every time, so a sign-out is seen at once. What is remembered here is only
how a claims text parses, which cannot go stale: the same bytes always mean the same claims.
"""
from __future__ import annotations

import ctypes
import functools
import json
from typing import Any

from . import _native as n
from ._load import lib
from ._text import In, view

PARSED_MAX = 1024
OPTIONS_MAX = 256


@functools.lru_cache(maxsize=PARSED_MAX)
def _parse(claims_json: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The claims, and the names of those that a shallow copy would share."""
    claims = json.loads(claims_json)
    return claims, tuple(k for k, value in claims.items() if isinstance(value, (dict, list)))


def _own(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _own(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_own(inner) for inner in value]
    return value


def _fresh_claims(claims_json: bytes) -> dict[str, Any]:
    """Claims the caller may change without changing what the next caller gets."""
    parsed, shared = _parse(claims_json)
    claims = parsed.copy()
    for name in shared:
        claims[name] = _own(claims[name])
    return claims


@functools.lru_cache(maxsize=OPTIONS_MAX)
def options(user_pool: str, client_id: str, token_use: str, leeway_s: int) -> Any:
    """The C struct for these restrictions. Only read by the engine, so threads may share it."""
    texts = [text.encode() for text in (user_pool, client_id, token_use)]
    made = n.VerifyOptions(ctypes.sizeof(n.VerifyOptions), leeway_s, *map(view, texts))
    made.keep = texts  # The struct holds bare pointers into these.
    return ctypes.byref(made)


def verify(
    handle: Any,
    token: bytes,
    wanted: Any,
    call: Any = lib.verify,
    claims_json: Any = lib.claims_json,
    free: Any = lib.claims_free,
    pointer: Any = ctypes.c_void_p,
    byref: Any = ctypes.byref,
    string_at: Any = ctypes.string_at,
) -> tuple[int, Any]:
    """(0, claims) or (status, error object). Parameters with defaults are locals: found faster."""
    claims, error = pointer(), pointer()
    status = call(handle, In(token, len(token)), wanted, byref(claims), byref(error))
    if status:
        return status, error
    try:
        text = claims_json(claims)
        return 0, _fresh_claims(string_at(text.ptr, text.len))
    finally:
        free(claims)
