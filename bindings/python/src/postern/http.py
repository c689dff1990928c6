# The engine's HTTP face without a socket: one request in, one response out; WSGI; boto3 in process.
from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _native as n
from ._load import lib
from ._text import copy_out, view

if TYPE_CHECKING:
    from .engine import Engine


class Response(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def _request(
    texts: list[bytes], headers: list[tuple[bytes, bytes]], trusted: bool
) -> n.HttpRequest:
    """The C struct. It holds bare pointers into the arguments: the caller keeps them alive."""
    method, target, body, remote_address = map(view, texts)
    fields = (n.HttpHeader * len(headers))(*((view(k), view(v)) for k, v in headers))
    return n.HttpRequest(
        struct_size=ctypes.sizeof(n.HttpRequest),
        flags=n.HTTP_TRUSTED if trusted else 0,
        method=method,
        target=target,
        headers=fields,
        header_count=len(headers),
        body=body,
        remote_address=remote_address,
    )


def _read(response: ctypes.c_void_p) -> Response:
    headers = [
        (
            copy_out(lib.http_response_header_name(response, index)).decode("latin-1"),
            copy_out(lib.http_response_header_value(response, index)).decode("latin-1"),
        )
        for index in range(lib.http_response_header_count(response))
    ]
    body = copy_out(lib.http_response_body(response))
    return Response(lib.http_response_status(response), headers, body)


def handle(
    engine: Engine,
    method: str,
    target: str,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    body: bytes,
    trusted: bool,
    remote_address: str,
) -> Response:
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
    texts = [method.encode(), target.encode(), bytes(body), remote_address.encode()]
    request = _request(texts, fields, trusted)
    response, error = ctypes.c_void_p(), ctypes.c_void_p()
    status = lib.http(
        engine._handle, ctypes.byref(request), ctypes.byref(response), ctypes.byref(error)
    )
    if status:
        raise engine._failure(status, error)
    try:
        return _read(response)
    finally:
        lib.http_response_free(response)


def _wsgi_headers(environ: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            yield key[5:].replace("_", "-"), value
    for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(key):
            yield key.replace("_", "-"), environ[key]


def wsgi_app(engine: Engine) -> Callable[..., Iterable[bytes]]:
    """A WSGI application: the engine's whole HTTP face, for any WSGI server."""
    import http.client

    def application(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        query = environ.get("QUERY_STRING", "")
        target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
        if target is None:
            target = (environ.get("PATH_INFO") or "/") + (f"?{query}" if query else "")
        length = min(int(environ.get("CONTENT_LENGTH") or 0), n.REQUEST_BYTES_MAX + 1)
        body = environ["wsgi.input"].read(length)
        response = engine.http(
            environ["REQUEST_METHOD"],
            target,
            _wsgi_headers(environ),
            body,
            remote_address=environ.get("REMOTE_ADDR", ""),
        )
        reason = http.client.responses.get(response.status, "Unknown")
        start_response(f"{response.status} {reason}", response.headers)
        return [response.body]

    return application


class _Raw(io.BytesIO):
    """A body as botocore reads it from a socket."""

    def stream(self, *_: Any, **__: Any) -> Iterable[bytes]:
        while chunk := self.read(65536):
            yield chunk


def boto3_client(engine: Engine, service: str, **options: Any) -> Any:
    """The real boto3 client, its requests answered by `engine` in this process."""
    try:
        import boto3
        from botocore.awsrequest import AWSResponse
    except ImportError as error:
        raise ImportError("engine.boto3_client() needs boto3: pip install boto3") from error

    def answer(request: Any, **_: Any) -> Any:
        target = request.url.split("/", 3)
        headers = [(name, _text(value)) for name, value in request.headers.items()]
        path = "/" + (target[3] if len(target) > 3 else "")
        response = engine.http(request.method, path, headers, _body(request.body), trusted=True)
        status, headers, body = response
        return AWSResponse(request.url, status, dict(headers), _Raw(body))

    options.setdefault("region_name", engine.region)
    options.setdefault("aws_access_key_id", "postern")
    options.setdefault("aws_secret_access_key", "in-process")
    client = boto3.client(service, **options)
    # A handler of before-send that returns a response keeps botocore from opening a socket.
    client.meta.events.register("before-send.*.*", answer)
    return client


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, (bytes, bytearray)) else body.read()
