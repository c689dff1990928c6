// A whole store of one's own: a sorted list of rows, and commits that compare what was read.
//
// Reading costs nothing, because a snapshot is the list as it was: a commit makes a new one. That
// copy is what makes it a demo. Keep the comparison, and exchange the list for what you have. Each
// function may as well return a promise; the engine is then opened with `await Engine.open(...)`.
//
//   node demo/map_storage.js     a user is made, and the engine's rows are shown
'use strict';

const { ConflictError, Engine } = require('..');

/** All rows at one moment, sorted. Never changed, so any number of transactions may look at it. */
class Snapshot {
  constructor(rows = []) {
    this.rows = rows; // [key, value], both Buffers.
  }

  /** Where `key` is, or would be. */
  #indexOf(key) {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Buffer.compare(this.rows[middle][0], key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get(key) {
    const row = this.rows[this.#indexOf(key)];
    return row?.[0].equals(key) ? row[1] : null;
  }

  range(begin, end) {
    const last = end === null ? this.rows.length : this.#indexOf(end);
    return this.rows.slice(this.#indexOf(begin), last);
  }

  withWrites(writes) {
    const changed = new Map(this.rows.map((row) => [row[0].toString('latin1'), row]));
    for (const [key, value] of writes) {
      const text = key.toString('latin1'); // As many characters as bytes, in the same order.
      if (value === null) changed.delete(text);
      else changed.set(text, [key, value]);
    }
    const rows = [...changed.values()];
    return new Snapshot(rows.sort(([one], [other]) => Buffer.compare(one, other)));
  }
}

function sameRows(one, other) {
  const same = ([key, value], i) => key.equals(other[i][0]) && value.equals(other[i][1]);
  return one.length === other.length && one.every(same);
}

class MapTransaction {
  constructor(store) {
    this.store = store;
    this.snapshot = store.newest;
  }

  get(key) {
    return this.snapshot.get(key);
  }

  scan({ begin, end, limit, reverse }) {
    const rows = this.snapshot.range(begin, end);
    return (reverse ? rows.reverse() : rows).slice(0, limit);
  }

  // Runs to its end before any other JavaScript does, so it needs no lock. One that awaits does.
  commit({ writes, reads }) {
    const { newest } = this.store;
    for (const [begin, end] of newest === this.snapshot ? [] : reads) {
      if (!sameRows(newest.range(begin, end), this.snapshot.range(begin, end))) {
        throw new ConflictError('what was read has changed');
      }
    }
    this.store.newest = newest.withWrites(writes);
  }

  rollback() {}
}

class MapStorage {
  newest = new Snapshot();

  begin() {
    return new MapTransaction(this);
  }
}

async function main() {
  const storage = new MapStorage();
  const options = { storage, rootKey: Buffer.alloc(32, 'k') };
  const engine = new Engine(options);
  const { UserPool } = await engine.cognitoIdp.createUserPool({ PoolName: 'people' });
  const alice = { UserPoolId: UserPool.Id, Username: 'alice', MessageAction: 'SUPPRESS' };
  await engine.cognitoIdp.adminCreateUser(alice);
  await engine.close();
  const next = new Engine(options);
  const { Users } = await next.cognitoIdp.listUsers({ UserPoolId: UserPool.Id });
  await next.close();
  console.log(`${Users[0].Username} is one of ${storage.newest.rows.length} rows`);
}

if (require.main === module) main();

module.exports = { MapStorage, MapTransaction };
