# The five C functions of a store, over the program's Storage.
"""As with other callbacks, C holds numbers: of the store, and of each open transaction."""
from __future__ import annotations

import ctypes
import itertools
import sys
from collections.abc import Callable
from typing import Any

from . import _callbacks as callbacks
from . import _native as n
from ._load import lib
from ._text import bytes_in, copy_out
from .errors import ConflictError, StorageError
from .storage import Storage, Transaction

_numbers = itertools.count(1)
_open: dict[int, Transaction] = {}


def _bytes(what: str, value: Any) -> bytes:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise TypeError(f"a store's {what} is {type(value).__name__}, not bytes")


def _run(reply: int, work: Callable[[], None], otherwise: int) -> int:
    """The status of `work`. What is not known to have failed harmlessly is `otherwise`."""
    try:
        work()
        return n.OK
    except ConflictError as error:
        callbacks.explain(reply, error)  # Not kept as a cause: the engine tries again.
        return n.E_CONFLICT
    except BaseException as error:  # KeyboardInterrupt must not unwind into C either.
        callbacks.fail(reply, error)
        return n.E_STORAGE if isinstance(error, StorageError) else otherwise


def _begin(ctx: int, flags: int, out_txn: Any, reply: int) -> int:
    def work() -> None:
        txn = callbacks.find(ctx).begin(bool(flags & n.TXN_WRITE))
        if not isinstance(txn, Transaction):
            raise TypeError(f"begin() of a store answered {type(txn).__name__}, not a Transaction")
        number = next(_numbers)
        _open[number] = txn
        out_txn[0] = number

    return _run(reply, work, n.E_STORAGE)


def _get(ctx: int, txn: int, key: Any, reply: int) -> int:
    def work() -> None:
        value = _open[txn].get(copy_out(key))
        if value is None:
            return
        if lib.reply_set(reply, bytes_in(_bytes("value", value))) != n.OK:
            raise ValueError("a store's value is too long")

    return _run(reply, work, n.E_STORAGE)


def _scan(ctx: int, txn: int, begin: Any, end: Any, limit: int, flags: int, reply: int) -> int:
    def work() -> None:
        rows = _open[txn].scan(
            copy_out(begin),
            copy_out(end) or None,
            limit,
            reverse=bool(flags & n.SCAN_REVERSE),
            keys_only=bool(flags & n.SCAN_KEYS_ONLY),
        )
        for key, value in rows:
            row = bytes_in(_bytes("key", key)), bytes_in(_bytes("value", value))
            if lib.reply_row(reply, *row) != n.OK:
                raise ValueError("a row that is out of order, range or bounds, or one too many")

    return _run(reply, work, n.E_STORAGE)


def _commit(ctx: int, txn: int, changes: Any, reply: int) -> int:
    def work() -> None:
        made = changes[0]  # Whose views are gone when this returns.
        written = (made.writes[i] for i in range(made.write_count))
        read = (made.reads[i] for i in range(made.read_count))
        writes = [(copy_out(w.key), None if w.erase else copy_out(w.value)) for w in written]
        reads = [(copy_out(r.begin), copy_out(r.end) or None) for r in read]
        _open.pop(txn).commit(writes, reads)

    return _run(reply, work, n.E_UNKNOWN_COMMIT)


def _rollback(ctx: int, txn: int) -> None:
    try:
        _open.pop(txn).rollback()
    except BaseException:  # It has nobody to tell.
        sys.unraisablehook(callbacks.Unraisable("a store's rollback() failed"))


_BEGIN = n.StorageBeginFn(_begin)
_GET = n.StorageGetFn(_get)
_SCAN = n.StorageScanFn(_scan)
_COMMIT = n.StorageCommitFn(_commit)
_ROLLBACK = n.StorageRollbackFn(_rollback)


def c_struct(number: int, storage: Storage) -> n.Storage:
    """The store as C takes it; `number` is what callbacks.register() gave for it."""
    flags = n.STORAGE_SHARED if storage.shared else 0
    size = ctypes.sizeof(n.Storage)
    return n.Storage(size, flags, number, _BEGIN, _GET, _SCAN, _COMMIT, _ROLLBACK)
