# A whole store of one's own: a dict, a lock, and commits that compare what was read.
"""Reading costs nothing, because a snapshot is the dict as it was: a commit makes a new one. That
copy is what makes it a demo. Keep the comparison, and exchange the dict for what you have.

Run it: a user signs up, and the engine's rows are shown.
"""
import bisect
import threading
from dataclasses import dataclass, field

import postern
from postern.errors import ConflictError


@dataclass(frozen=True)
class Snapshot:
    """All rows at one moment. Never changed, so any number of transactions may look at it."""

    rows: dict = field(default_factory=dict)
    keys: list = field(default_factory=list)  # Sorted.

    def range(self, begin, end):
        first = bisect.bisect_left(self.keys, begin)
        last = len(self.keys) if end is None else bisect.bisect_left(self.keys, end)
        return [(key, self.rows[key]) for key in self.keys[first:last]]

    def with_writes(self, writes):
        rows = dict(self.rows)
        for key, value in writes:
            if value is None:
                rows.pop(key, None)
            else:
                rows[key] = value
        return Snapshot(rows, sorted(rows))


class DictTransaction(postern.Transaction):
    def __init__(self, store):
        self.store = store
        self.snapshot = store.newest

    def get(self, key):
        return self.snapshot.rows.get(key)

    def scan(self, begin, end, limit, *, reverse, keys_only):
        rows = self.snapshot.range(begin, end)
        return (rows[::-1] if reverse else rows)[:limit]

    def commit(self, writes, reads):
        with self.store.lock:
            newest = self.store.newest
            if newest is not self.snapshot:
                for begin, end in reads:
                    if newest.range(begin, end) != self.snapshot.range(begin, end):
                        raise ConflictError("what was read has changed")
            self.store.newest = newest.with_writes(writes)

    def rollback(self):
        pass


class DictStorage(postern.Storage):
    def __init__(self):
        self.lock = threading.Lock()
        self.newest = Snapshot()

    def begin(self, write):
        return DictTransaction(self)


def main():
    store, root_key = DictStorage(), bytes(range(32))
    with postern.Engine(storage=store, root_key=root_key) as engine:
        idp = engine.cognito_idp
        pool = idp.create_user_pool(PoolName="people")["UserPool"]["Id"]
        idp.admin_create_user(UserPoolId=pool, Username="alice", MessageAction="SUPPRESS")
    with postern.Engine(storage=store, root_key=root_key) as engine:
        users = engine.cognito_idp.list_users(UserPoolId=pool)["Users"]
    print(f"{users[0]['Username']} is one of {len(store.newest.rows)} rows")


if __name__ == "__main__":
    main()
