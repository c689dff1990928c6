// Exceptions: one class for each of the protocol's errors, named as the protocol names it.
'use strict';

const { ERRORS } = require('./operations.js');

/** Base of everything the engine rejects or throws. */
class PosternError extends Error {
  constructor(name, code, message) {
    super(message);
    this.code = code;
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true });
  }
}

/** An operation refused: `name` and `code` are the protocol's name of the error. */
class ClientError extends PosternError {
  constructor(code, message) {
    super(code, code, message);
    this.$fault = 'client';
    this.$metadata = { httpStatusCode: 400 };
  }
}

// Failures of the engine rather than answers of the protocol, by postern_status.
const FAILURES = {
  2: ['InvalidArgumentError', 'POSTERN_E_INVALID_ARGUMENT', 'an argument is malformed'],
  3: ['ConflictError', 'POSTERN_E_CONFLICT', 'concurrent calls kept winning'],
  4: ['UnknownCommitError', 'POSTERN_E_UNKNOWN_COMMIT', 'the effect may or may not be there'],
  5: ['StorageError', 'POSTERN_E_STORAGE', 'the store failed'],
  6: ['CorruptError', 'POSTERN_E_CORRUPT', 'a stored record failed its seal'],
  7: ['EngineBusyError', 'POSTERN_E_BUSY', 'the engine is busy'],
  8: ['OutOfMemoryError', 'POSTERN_E_NO_MEMORY', 'out of memory'],
  9: ['EngineClosedError', 'POSTERN_E_BAD_HANDLE', 'the engine is closed'],
  10: ['InternalError', 'POSTERN_E_INTERNAL', 'a bug in Postern'],
};
/** Thrown by a store's commit: what was read may have changed; the engine tries again. */
class ConflictError extends PosternError {
  constructor(message) {
    const [name, code, usual] = FAILURES[3];
    super(name, code, message || usual);
  }
}

/** The store failed. Thrown by a store's commit: and for certain nothing happened. */
class StorageError extends PosternError {
  constructor(message) {
    const [name, code, usual] = FAILURES[5];
    super(name, code, message || usual);
  }
}

const STATUS = {
  OK: 0,
  INVALID_ARGUMENT: 2,
  CONFLICT: 3,
  UNKNOWN_COMMIT: 4,
  STORAGE: 5,
  BUSY: 7,
  BAD_HANDLE: 9,
};

const classes = new Map();

/** The class of a protocol error: the same one every time, so that instanceof finds it. */
function classForCode(code) {
  if (!classes.has(code)) {
    const made = class extends ClientError {
      constructor(message) {
        super(code, message);
      }
    };
    Object.defineProperty(made, 'name', { value: code });
    classes.set(code, made);
  }
  return classes.get(code);
}

function failure(status, message) {
  if (status === STATUS.CONFLICT) return new ConflictError(message);
  if (status === STATUS.STORAGE) return new StorageError(message);
  const [name, code, usual] = FAILURES[status] ?? FAILURES[10];
  return new PosternError(name, code, message || usual);
}

/** What native code threw, as an exception of this package. */
function toError(thrown) {
  if (thrown instanceof Error || typeof thrown?.status !== 'number') return thrown;
  if (thrown.status !== 1) return failure(thrown.status, thrown.message);
  return new (classForCode(thrown.code))(thrown.message);
}

const errors = Object.create(null);
for (const code of ERRORS) errors[code] = classForCode(code);

module.exports = {
  ClientError,
  ConflictError,
  PosternError,
  STATUS,
  StorageError,
  classForCode,
  errors,
  failure,
  toError,
};
