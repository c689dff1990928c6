# A store of the program's own: what it implements so that an engine keeps its rows there.
"""An engine keeps rows, a key and a value in bytes, in transactions. Where is open: implement
`Storage` and `Transaction`, and open the engine with `postern.Engine(storage=MyStorage(), ...)`.
`demo/dict_storage.py` is a whole one in sixty lines. include/postern/storage.h is the contract in
full; in short:

- Keys are ordered as bytes objects are. Values are sealed with the engine's root key, keys are not.
- A transaction reads one snapshot, which holds all that was committed before it was taken. It does
  not have to see its own writes: the engine keeps them until the commit.
- Transactions that commit are equivalent to some serial order of them. A database that is
  serializable does that by itself. Any other store compares in commit(), in one critical section:
  each range in `reads` must hold the same rows as in the transaction's snapshot, otherwise it
  raises ConflictError; then it writes.
- Functions are called on any thread that calls the engine, for several transactions at once. They
  may not call an engine. A lock is held within one function, never from one to the next.

Failures are exceptions:

    ConflictError    nothing happened, because something that was read may have changed; the engine
                     runs the transaction again.
    StorageError     the store failed, and for certain nothing happened. This matters in commit():
                     any other exception there leaves open whether the commit happened, and the
                     engine's caller gets UnknownCommitError.
"""
from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Optional

# The keys from the first to before the second; None lies behind every key.
Range = tuple[bytes, Optional[bytes]]
# A key, and its value or None: there is to be no such row.
Write = tuple[bytes, Optional[bytes]]


class Transaction(ABC):
    """One transaction. It is used by one thread at a time, and ends with commit() or rollback()."""

    @abstractmethod
    def get(self, key: bytes) -> bytes | None:
        """The value under `key` in the snapshot, or None."""

    @abstractmethod
    def scan(
        self, begin: bytes, end: bytes | None, limit: int, *, reverse: bool, keys_only: bool
    ) -> Iterable[tuple[bytes, bytes]]:
        """At most `limit` rows with begin <= key < end: the first ones ascending, or with `reverse`
        the last ones descending. `end` None: to the last key. With `keys_only` values are not
        looked at; b"" will do."""

    @abstractmethod
    def commit(self, writes: Sequence[Write], reads: Sequence[Range]) -> None:
        """Makes all writes or none, and ends the transaction, whatever it raises.

        `writes` are ascending, no key twice. `reads` is what was read of the snapshot; if it is
        empty, the commit must not conflict. When this returns, the writes are visible to every
        later transaction and kept as well as the store ever will.
        """

    @abstractmethod
    def rollback(self) -> None:
        """Ends a transaction that writes nothing."""


class Storage(ABC):
    """A store. Opening engines on it needs a root_key, the same one every time."""

    # Whether other engines write to the same rows, also in other processes. Each then looks at the
    # store wherever it would otherwise trust what it remembers.
    shared = False

    @abstractmethod
    def begin(self, write: bool) -> Transaction:
        """A new transaction. Without `write` it is never committed, and may stay open for long."""
