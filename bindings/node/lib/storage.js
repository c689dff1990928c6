// A store of the program's own: packed requests of src/storage.c in, packed answers out.
'use strict';

const callbacks = require('./callbacks.js');
const { ConflictError, STATUS, StorageError } = require('./errors.js');

const BEGIN = 0;
const GET = 1;
const SCAN = 2;
const COMMIT = 3;
const ROLLBACK = 4;
const WRITE = 1;
const REVERSE = 1;
const KEYS_ONLY = 2;
const FIELD_BYTES_MAX = 2 ** 32 - 1;

// Reads one request from its front.
class Request {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
    this.op = this.u8();
    this.flags = this.u32();
    this.txn = this.#f64();
    this.limit = this.#f64();
  }

  u8() {
    return this.#bytes[this.#at++];
  }

  u32() {
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  #f64() {
    this.#at += 8;
    return this.#bytes.readDoubleLE(this.#at - 8);
  }

  // A copy: a store may keep it, and would keep the whole request with a part of it.
  field() {
    const size = this.u32();
    this.#at += size;
    return Buffer.from(this.#bytes.subarray(this.#at - size, this.#at));
  }

  /** The end of a range; null lies behind every key. */
  end() {
    const bytes = this.field();
    return bytes.length > 0 ? bytes : null;
  }

  list(one) {
    return Array.from({ length: this.u32() }, one);
  }
}

const DONE = Buffer.from([STATUS.OK]);
const MISSING = Buffer.from([STATUS.OK, 0]);
const FOUND = Buffer.from([STATUS.OK, 1]);

function bytesOf(what, value) {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`a store's ${what} is no Uint8Array`);
}

function pushField(parts, what, value) {
  const bytes = bytesOf(what, value);
  if (bytes.length > FIELD_BYTES_MAX) throw new RangeError(`a store's ${what} is too long`);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  parts.push(size, bytes);
}

function packValue(value) {
  if (value === null || value === undefined) return MISSING;
  return Buffer.concat([FOUND, bytesOf('value', value)]);
}

function packRows(rows) {
  const parts = [DONE];
  for (const [key, value] of rows) {
    pushField(parts, 'key', key);
    pushField(parts, 'value', value);
  }
  return Buffer.concat(parts);
}

/** The status that an exception of a store stands for. */
function statusOf(error, op) {
  if (error instanceof ConflictError) return STATUS.CONFLICT;
  return error instanceof StorageError || op !== COMMIT ? STATUS.STORAGE : STATUS.UNKNOWN_COMMIT;
}

function packFailure(error, op, keep) {
  const status = statusOf(error, op);
  if (status !== STATUS.CONFLICT) keep(error); // After a conflict the engine tries again.
  const text = Buffer.from(callbacks.safely(callbacks.textOf, error));
  return Buffer.concat([Buffer.from([status]), text]);
}

/** `then(answer)`, at once where the store answers at once. */
function whenAnswered(answer, then) {
  return typeof answer?.then === 'function' ? answer.then(then) : then(answer);
}

class Requests {
  #store;
  #open = new Map(); // Number -> transaction.

  constructor(store) {
    this.#store = store;
  }

  #take(number) {
    const txn = this.#open.get(number);
    this.#open.delete(number);
    return txn;
  }

  #begin({ txn: number, flags }) {
    return whenAnswered(this.#store.begin((flags & WRITE) !== 0), (txn) => {
      this.#open.set(number, txn);
      return DONE;
    });
  }

  #scan(request) {
    const range = { begin: request.field(), end: request.end(), limit: request.limit };
    range.reverse = (request.flags & REVERSE) !== 0;
    range.keysOnly = (request.flags & KEYS_ONLY) !== 0;
    return whenAnswered(this.#open.get(request.txn).scan(range), packRows);
  }

  #commit(request) {
    const writes = request.list(() => {
      const erase = request.u8() !== 0;
      const [key, value] = [request.field(), request.field()];
      return [key, erase ? null : value];
    });
    const reads = request.list(() => [request.field(), request.end()]);
    return whenAnswered(this.#take(request.txn).commit({ writes, reads }), () => DONE);
  }

  #rollback(request) {
    return whenAnswered(this.#take(request.txn)?.rollback(), () => DONE);
  }

  #answer(request) {
    switch (request.op) {
      case BEGIN:
        return this.#begin(request);
      case GET:
        return whenAnswered(this.#open.get(request.txn).get(request.field()), packValue);
      case SCAN:
        return this.#scan(request);
      case COMMIT:
        return this.#commit(request);
      case ROLLBACK:
        return this.#rollback(request);
      default:
        throw new Error('a request this version does not know');
    }
  }

  /** What the engine calls: an answer, or a promise of one. `keep` takes what was thrown. */
  run(bytes, keep) {
    const request = new Request(bytes);
    const failed = (error) => packFailure(error, request.op, keep);
    try {
      const answer = this.#answer(request);
      return typeof answer?.then === 'function' ? answer.then(null, failed) : answer;
    } catch (error) {
      return failed(error);
    }
  }
}

function isStore(value) {
  return typeof value?.begin === 'function';
}

module.exports = { Requests, isStore };
