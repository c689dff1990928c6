# The engine as a Python object: opening, calling, triggers, verifying, closing.
from __future__ import annotations

import ctypes
import json
import os
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from . import _callbacks as callbacks
from . import _native as n
from . import _storage, http
from ._deadline import within
from ._load import lib
from ._text import copy_out, text_in, view
from .client import Client, encode_request
from .clock import Clock, HostClock, to_microseconds
from .errors import EngineBusyError, EngineClosedError, take_error
from .inbox import Deliver, Inbox, Message
from .storage import Storage
from .totp import totp_uri
from .verify import options as verify_options
from .verify import verify

Fetch = Callable[[dict[str, Any]], Mapping[str, Any]]
Invoke = Callable[[str, dict[str, Any]], Mapping[str, Any]]
Trigger = TypeVar("Trigger", bound=Callable[..., Any])

REGION = "us-east-1"

_AUDIT_FLAGS = {None: 0, "changes": n.OPEN_AUDIT_CHANGES, "all": n.OPEN_AUDIT_ALL}


def _audit_flag(audit: str | None) -> int:
    if audit not in _AUDIT_FLAGS:
        raise ValueError("audit is None, 'changes' or 'all'")
    return _AUDIT_FLAGS[audit]


class _Callbacks:
    """The functions one engine may call. They live until it is closed, and die with it."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def keep(self, key: Any, function: Any) -> int:
        """A number for C. The same key keeps its number: calls under way find either function."""
        if key in self._numbers:
            callbacks.replace(self._numbers[key], function)
        else:
            self._numbers[key] = callbacks.register(function)
        return self._numbers[key]

    def forget_all(self) -> None:
        for number in self._numbers.values():
            callbacks.forget(number)
        self._numbers.clear()


def _close_forgotten(handle: ctypes.c_void_p, kept: _Callbacks, process: int) -> None:
    """Last resort, for an engine that was dropped without close()."""
    if os.getpid() != process:
        return  # After a fork the engine is the parent's.
    if lib.close(handle) != n.E_BUSY:
        kept.forget_all()


def _deliver_function(deliver: Deliver) -> Callable[[bytes], None]:
    def run(message_json: bytes) -> None:
        deliver(Message.from_event(json.loads(message_json)))

    return run


def _fetch_function(fetch: Fetch) -> Callable[[bytes], bytes]:
    def run(request_json: bytes) -> bytes:
        return json.dumps(fetch(json.loads(request_json))).encode()

    return run


def _pass_interrupt(raised: BaseException | None) -> None:
    """KeyboardInterrupt and SystemExit are meant for the program, whatever the engine answered."""
    if raised is not None and not isinstance(raised, Exception):
        raise raised


class Engine:
    """An identity engine in this process. Any number of threads may use one.

    storage       "memory:" (default; nothing survives close), "sqlite:PATH", "postgres://...",
                  or a store of your own: see postern.storage.
    root_key      32 bytes that protect what is stored; default: a key file beside the data.
                  PostgreSQL and stores of your own need it.
    clock         time.time, or a function returning an aware datetime; default: the system's.
    random        os.urandom, or alike; deterministic ones are for simulation only.
    deliver       called with each Message; default: an Inbox for memory engines. Without it, an
                  operation that must send a message is refused.
    fetch         makes outbound HTTP requests, to identity providers: {"Method", "Url", "Headers",
                  "Body"} to {"Status", "Headers", "Body"}. Follows no redirect, ends within
                  seconds, and goes to no private network that a provider has no business in.
    invoke        runs a function that a pool's LambdaConfig names and no trigger stands for:
                  (arn, event) to the event with its "response" filled in. What it raises refuses,
                  as the function's own failure; ConnectionError and TimeoutError say that it could
                  not be run.
    trigger_timeout   seconds after which a trigger is given up, as Lambda's are after five. It then
                  runs on a thread of its own, which goes on after that. Default: triggers run on
                  the calling thread for as long as they take.
    test_clock    whether engine.clock may be moved; default: yes for memory engines.
    password_memory_kib, password_passes   cost of new password hashes (Argon2id).
    audit         which operations leave an event in the audit log: "changes" for those that write,
                  "all", or None.
    """

    def __init__(
        self,
        storage: str | Storage = "memory:",
        *,
        root_key: bytes | None = None,
        region: str = REGION,
        account_id: str | None = None,
        issuer_base: str | None = None,
        clock: HostClock | None = None,
        random: Callable[[int], bytes] | None = None,
        deliver: Deliver | None = None,
        fetch: Fetch | None = None,
        invoke: Invoke | None = None,
        trigger_timeout: float | None = None,
        test_clock: bool | None = None,
        password_memory_kib: int = 0,
        password_passes: int = 0,
        audit: str | None = None,
    ):
        if not isinstance(storage, (str, Storage)):
            raise TypeError("storage is neither a URL nor a postern.Storage")
        url = storage if isinstance(storage, str) else ""
        in_memory = url.startswith("memory:")
        self.region = region
        self.clock = Clock(self)
        self.cognito_idp = Client(self, "cognito-idp")
        self.cognito_identity = Client(self, "cognito-identity")
        self._deliver = Inbox() if deliver is None and in_memory else deliver
        self._callbacks = _Callbacks()
        movable = in_memory if test_clock is None else test_clock
        texts = [
            url.encode(),
            root_key or b"",
            region.encode(),
            (account_id or "").encode(),
            (issuer_base or "").encode(),
        ]
        options = n.Options(
            ctypes.sizeof(n.Options),
            (n.OPEN_MOVABLE_CLOCK if movable else 0) | _audit_flag(audit),
            *map(view, texts),
        )
        options.password_memory_kib = password_memory_kib
        options.password_passes = password_passes
        self._trigger_timeout = trigger_timeout
        self._fill_callbacks(options, clock, random, fetch)
        if invoke is not None:
            options.invoke = callbacks.INVOKE
            options.invoke_ctx = self._callbacks.keep("invoke", invoke)
        if isinstance(storage, Storage):
            number = self._callbacks.keep("storage", storage)
            options.storage = ctypes.pointer(_storage.c_struct(number, storage))
        self._handle: ctypes.c_void_p | None = self._open(options)
        self._finalizer = weakref.finalize(
            self, _close_forgotten, self._handle, self._callbacks, os.getpid()
        )

    def _fill_callbacks(
        self,
        options: n.Options,
        clock: HostClock | None,
        random: Callable[[int], bytes] | None,
        fetch: Fetch | None,
    ) -> None:
        keep, deliver = self._callbacks.keep, self._deliver
        if clock is not None:
            read = clock
            options.clock = callbacks.CLOCK
            options.clock_ctx = keep("clock", lambda: to_microseconds(read()))
        if random is not None:
            options.random = callbacks.RANDOM
            options.random_ctx = keep("random", random)
        if deliver is not None:
            options.deliver = callbacks.DELIVER
            options.deliver_ctx = keep("deliver", _deliver_function(deliver))
        if fetch is not None:
            options.fetch = callbacks.FETCH
            options.fetch_ctx = keep("fetch", _fetch_function(fetch))

    def _open(self, options: n.Options) -> ctypes.c_void_p:
        handle, error = ctypes.c_void_p(), ctypes.c_void_p()
        with callbacks.Watch() as watch:
            status = lib.open(ctypes.byref(options), ctypes.byref(handle), ctypes.byref(error))
        if status:
            self._callbacks.forget_all()
            raised = take_error(status, error)
            _pass_interrupt(watch.error)
            raise raised from watch.error
        return handle

    # Life

    def close(self) -> None:
        """Closes the engine; again is allowed. EngineBusyError while a call is running."""
        if self._handle is None:
            return
        status = lib.close(self._handle)
        if status == n.E_BUSY:
            raise EngineBusyError("a call is still running")
        self._handle = None
        self._finalizer.detach()
        self._callbacks.forget_all()

    @property
    def closed(self) -> bool:
        return self._handle is None

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _failure(self, status: int, error: ctypes.c_void_p, operation: str = "") -> BaseException:
        raised = take_error(status, error, operation)
        if self._handle is None:
            return EngineClosedError("the engine is closed")
        return raised

    # Calls

    def call(self, operation: str, request: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Runs one operation: `engine.call("SignUp", {...})`. Answers plain JSON."""
        return json.loads(self._call_bytes(operation, operation, request or {}))

    def _call_bytes(self, qualified: str, operation: str, request: Mapping[str, Any]) -> bytes:
        body = json.dumps(request, default=encode_request, allow_nan=False)
        response, error = ctypes.c_void_p(), ctypes.c_void_p()
        with callbacks.Watch() as watch:
            status = lib.call(
                self._handle,
                text_in(qualified),
                text_in(body),
                ctypes.byref(response),
                ctypes.byref(error),
            )
        if status:
            self._raise(status, error, operation, watch.error)
        try:
            return copy_out(lib.buf_view(response))
        finally:
            lib.buf_free(response)

    def _raise(
        self, status: int, error: ctypes.c_void_p, operation: str, cause: BaseException | None
    ) -> None:
        raised = self._failure(status, error, operation)
        _pass_interrupt(cause)
        raise raised from cause

    def verify(
        self,
        token: str | bytes,
        *,
        user_pool: str | None = None,
        client_id: str | None = None,
        token_use: str | None = None,
        leeway: int = 0,
    ) -> dict[str, Any]:
        """The claims of a token of this engine: genuine, current, not revoked as of this call.

        user_pool, client_id, token_use ("id" or "access") restrict what is accepted. Raises
        postern.errors.NotAuthorizedException.
        """
        wanted = None
        if user_pool or client_id or token_use or leeway:
            wanted = verify_options(user_pool or "", client_id or "", token_use or "", leeway)
        data = token.encode() if isinstance(token, str) else token
        status, result = verify(self._handle, data, wanted)
        if status:
            raise self._failure(status, result, "Verify")
        return result

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copies the store to a new file, as of one moment, while the engine serves.

        The root key is not in it: keep the key file, or your own key, elsewhere. Nothing is
        overwritten. Engines in memory have nothing to copy: ValueError.
        """
        error = ctypes.c_void_p()
        status = lib.backup(self._handle, text_in(os.fspath(path)), ctypes.byref(error))
        if status:
            raise self._failure(status, error)

    # Triggers and messages

    def trigger(
        self, name: str, *, version: int = 1, pool: str | None = None
    ) -> Callable[[Trigger], Trigger]:
        """Makes the decorated function a trigger: `@engine.trigger("PreSignUp")`.

        It gets Cognito's event as a dict, and returns it with its "response" filled in. Written as
        (event, context) it is called like a Lambda function. An exception refuses: its text reaches
        the client, and it is the __cause__ of the exception raised to the caller in this process.
        """

        def decorate(function: Trigger) -> Trigger:
            self.set_trigger(name, function, version=version, pool=pool)
            return function

        return decorate

    def set_trigger(
        self,
        name: str,
        function: Callable[..., Any] | None,
        *,
        version: int = 1,
        pool: str | None = None,
    ) -> None:
        """Sets, replaces or (with None) removes the function for one trigger."""
        number, entry = None, n.TriggerFn()
        if function is not None:
            wrapped = callbacks.trigger_function(name, function)
            if self._trigger_timeout is not None:
                wrapped = within(self._trigger_timeout, name, wrapped)
            number, entry = self._callbacks.keep((name, version, pool), wrapped), callbacks.TRIGGER
        error = ctypes.c_void_p()
        status = lib.trigger_set(
            self._handle,
            text_in(name),
            version,
            text_in(pool or ""),
            entry,
            number,
            ctypes.byref(error),
        )
        if status:
            raise self._failure(status, error)

    def totp_qr(self, secret: str, account: str, issuer: str) -> str:
        """The QR code an authenticator app reads a SecretCode from, as an SVG image."""
        text = totp_uri(secret, account, issuer)
        return str(self.call("postern:DrawQrCode", {"Text": text})["Svg"])

    @property
    def inbox(self) -> Inbox:
        """What was delivered, if `deliver` is an Inbox, as it is for a memory engine."""
        if isinstance(self._deliver, Inbox):
            return self._deliver
        raise AttributeError("this engine has no inbox: open it with deliver=postern.Inbox()")

    # HTTP

    def http(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        *,
        trusted: bool = False,
        remote_address: str = "",
    ) -> http.Response:
        """Answers one HTTP request. `trusted`: vouch for the caller, never for a request from a
        network."""
        with callbacks.Watch() as watch:
            response = http.handle(self, method, target, headers, body, trusted, remote_address)
        _pass_interrupt(watch.error)
        return response

    def wsgi_app(self) -> Callable[..., Iterable[bytes]]:
        """The engine's HTTP face as a WSGI application."""
        return http.wsgi_app(self)

    def boto3_client(self, service: str = "cognito-idp", **options: Any) -> Any:
        """The real boto3 client, answered by this engine in this process, without a socket."""
        return http.boto3_client(self, service, **options)
