// Engines over a store in JavaScript: the demo's list, the same with promises, stores that fail.
'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const test = require('node:test');

const { ConflictError, Engine, Inbox, StorageError, errors } = require('..');
const { MapStorage, MapTransaction } = require('../demo/map_storage.js');
const { CHEAP, PASSWORD, makeApp, runNode } = require('./support.js');

const rootKey = Buffer.alloc(32, 'k');
const pause = () => new Promise((resolve) => setImmediate(resolve));

// The same store, every answer of which takes its time.
class SlowStorage extends MapStorage {
  async begin() {
    await pause();
    return new SlowTransaction(this);
  }
}

class SlowTransaction extends MapTransaction {
  async get(key) {
    await pause();
    return super.get(key);
  }
  async scan(range) {
    await pause();
    return super.scan(range);
  }
  async commit(changes) {
    await pause();
    super.commit(changes);
    await pause();
  }
}

// The demo's, with one function exchanged where a test says so.
class FailingStorage extends MapStorage {
  instead = {};
  begin() {
    return this.instead.begin ? this.instead.begin() : new FailingTransaction(this);
  }
}

class FailingTransaction extends MapTransaction {
  get(key) {
    return (this.store.instead.get ?? ((k) => super.get(k)))(key);
  }
  scan(range) {
    return (this.store.instead.scan ?? ((r) => super.scan(r)))(range);
  }
  commit(changes) {
    this.store.instead.before?.();
    super.commit(changes);
    this.store.instead.after?.();
  }
}

/** Runs `body(app, storage)` with an engine on that store. */
function withStore(Storage, body, open = (options) => new Engine(options)) {
  return async () => {
    const storage = new Storage();
    const inbox = new Inbox();
    const more = { testClock: true, deliver: inbox.deliver };
    const engine = await open({ ...CHEAP, ...more, storage, rootKey });
    try {
      const app = await makeApp(engine, { AutoVerifiedAttributes: ['email'] });
      await body(Object.assign(app, { inbox }), storage);
    } finally {
      await engine.close();
    }
  };
}

async function wholeFlow(app) {
  const idp = app.engine.cognitoIdp;
  await app.signUp('alice', { UserAttributes: [{ Name: 'email', Value: 'alice@example.com' }] });
  const ConfirmationCode = app.inbox.newest.code;
  await idp.confirmSignUp({ ClientId: app.client, Username: 'alice', ConfirmationCode });
  const tokens = await app.signIn('alice');
  assert.equal((await app.engine.verifyAsync(tokens.AccessToken)).username, 'alice');
  const { AuthenticationResult } = await idp.initiateAuth({
    ClientId: app.client,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
  });
  for (const name of ['bob', 'carol', 'dave']) await app.addUser(name);
  const first = await idp.listUsers({ UserPoolId: app.pool, Limit: 2 });
  const { PaginationToken } = first;
  const rest = await idp.listUsers({ UserPoolId: app.pool, PaginationToken });
  const names = [...first.Users, ...rest.Users].map((user) => user.Username).sort();
  assert.deepEqual(names, ['alice', 'bob', 'carol', 'dave']);
  const { AccessToken } = AuthenticationResult;
  await idp.globalSignOut({ AccessToken });
  await assert.rejects(app.engine.verifyAsync(AccessToken), errors.NotAuthorizedException);
}

test('the demo runs', () => {
  const demo = path.join(__dirname, '..', 'demo', 'map_storage.js');
  assert.match(execFileSync(process.execPath, [demo], { encoding: 'utf8' }), /^alice is one of /);
});

test('a user signs up, signs in, refreshes and is listed: plain functions',
  withStore(MapStorage, wholeFlow));
test('a user signs up, signs in, refreshes and is listed: promises',
  withStore(SlowStorage, wholeFlow, Engine.open));
test('a user signs up, signs in, refreshes and is listed: plain functions, opened later',
  withStore(MapStorage, wholeFlow, Engine.open));

test('verify() reads a store of plain functions', withStore(MapStorage, async (app, storage) => {
  await app.addUser('alice');
  const { AccessToken } = await app.signIn('alice');
  const next = new Engine({ ...CHEAP, storage, rootKey, testClock: true });
  assert.equal(next.verify(AccessToken).username, 'alice'); // Whose keys it has yet to read.
  await next.close();
}));

test('where nothing can be waited for a promise is refused, and told how to go on',
  withStore(SlowStorage, async (app, storage) => {
    assert.throws(() => new Engine({ ...CHEAP, storage, rootKey }), /use Engine\.open\(\)/);
    await app.addUser('alice');
    const { AccessToken } = await app.signIn('alice');
    const next = await Engine.open({ ...CHEAP, storage, rootKey, testClock: true });
    assert.throws(() => next.verify(AccessToken), StorageError);
    assert.equal((await next.verifyAsync(AccessToken)).username, 'alice');
    await next.close();
  }, Engine.open));

test('calls race for one name and one wins', withStore(SlowStorage, async (app) => {
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => app.signUp('alice')));
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const { reason } of outcomes.filter(({ status }) => status === 'rejected')) {
    assert.ok(reason instanceof errors.UsernameExistsException, reason);
  }
}, Engine.open));

test('what does not fit is refused when the engine opens', async () => {
  const storage = new MapStorage();
  assert.throws(() => new Engine({ storage }), /needs a root_key/);
  assert.throws(() => new Engine({ storage: {}, rootKey }), TypeError);
  await assert.rejects(Engine.open({ storage }), /needs a root_key/);
  await new Engine({ storage, rootKey }).close();
  await assert.rejects(Engine.open({ storage, rootKey: Buffer.alloc(32) }),
    { code: 'POSTERN_E_CORRUPT' });
});

// Random operations on users through two engines, one on the list and one in memory.

const STEPS = {
  create: (idp, user) => idp.adminCreateUser({ ...user, MessageAction: 'SUPPRESS' }),
  delete: (idp, user) => idp.adminDeleteUser(user),
  rename: (idp, user, value) =>
    idp.adminUpdateUserAttributes({ ...user, UserAttributes: [{ Name: 'name', Value: value }] }),
  password: (idp, user) =>
    idp.adminSetUserPassword({ ...user, Password: PASSWORD, Permanent: true }),
  list: async (idp, { UserPoolId, Username }) => {
    const Filter = `username ^= "${Username[0]}"`;
    const { Users } = await idp.listUsers({ UserPoolId, Filter });
    const shown = Users.map(({ Username: name, UserStatus, Attributes }) =>
      [name, UserStatus, Attributes.find(({ Name }) => Name === 'name')?.Value]);
    return JSON.stringify(shown.sort());
  },
};

async function outcome(app, [kind, Username, value]) {
  try {
    const user = { UserPoolId: app.pool, Username };
    const answer = await STEPS[kind](app.engine.cognitoIdp, user, value);
    return typeof answer === 'string' ? answer : 'done';
  } catch (error) {
    return error.code;
  }
}

// A generator of one's own, so that a failure comes again.
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

test('random operations answer as the store in memory does', withStore(MapStorage, async (app) => {
  const memory = new Engine(CHEAP);
  const twin = await makeApp(memory, { AutoVerifiedAttributes: ['email'] });
  const roll = dice(20261121);
  const seen = new Set();
  for (let i = 0; i < 300; ++i) {
    const step = [Object.keys(STEPS)[roll(5)], `${'ab'[roll(2)]}${roll(4)}`, String(roll(9))];
    const [one, other] = [await outcome(app, step), await outcome(twin, step)];
    assert.equal(one, other, step.join(' '));
    seen.add(one);
  }
  for (const code of ['done', 'UsernameExistsException', 'UserNotFoundException']) {
    assert.ok(seen.has(code), code);
  }
  await memory.close();
}));

// Stores that fail

const throwing = (error) => () => { throw error; };
const listUsers = (app) => app.engine.cognitoIdp.listUsers({ UserPoolId: app.pool });

for (const place of ['begin', 'get', 'scan']) {
  test(`an exception of ${place} is a StorageError with it as cause`,
    withStore(FailingStorage, async (app, storage) => {
      for (const instead of [throwing(new RangeError('the disk is gone')),
        () => Promise.reject(new RangeError('the disk is gone'))]) {
        storage.instead[place] = instead;
        await assert.rejects(listUsers(app), (error) => {
          assert.ok(error instanceof StorageError);
          assert.match(error.message, /the disk is gone/);
          assert.ok(error.cause instanceof RangeError);
          return true;
        });
      }
      storage.instead = {};
      assert.deepEqual((await listUsers(app)).Users, []);
    }));
}

for (const [error, code] of [
  [new Error('connection reset'), 'POSTERN_E_UNKNOWN_COMMIT'],
  [new StorageError('read-only'), 'POSTERN_E_STORAGE'],
  [new ConflictError('always'), 'POSTERN_E_CONFLICT'],
]) {
  test(`what an exception of commit means: ${code}`,
    withStore(FailingStorage, async (app, storage) => {
      storage.instead.before = throwing(error);
      await assert.rejects(app.signUp('alice'), { code });
      storage.instead = {};
      await app.signUp('alice');
    }));
}

test('a commit whose answer was lost has happened all the same',
  withStore(FailingStorage, async (app, storage) => {
    storage.instead.after = throwing(new Error('reset by peer'));
    await assert.rejects(app.signUp('alice'), { code: 'POSTERN_E_UNKNOWN_COMMIT' });
    storage.instead = {};
    await assert.rejects(app.signUp('alice'), errors.UsernameExistsException);
  }));

for (const [place, answer, why] of [
  ['scan', [[Buffer.from([255]), Buffer.alloc(0)]], /outside the range/],
  ['scan', [['text', Buffer.alloc(0)]], /key is no Uint8Array/],
  ['scan', 7, /not iterable/],
  ['get', 'text', /value is no Uint8Array/],
  ['get', Buffer.alloc(4 * 2 ** 20 + 1), /too long/],
  ['begin', undefined, /undefined/],
]) {
  test(`a wrong answer of ${place} is a StorageError: ${why}`,
    withStore(FailingStorage, async (app, storage) => {
      storage.instead[place] = () => answer;
      await assert.rejects(listUsers(app), (error) => {
        assert.ok(error instanceof StorageError);
        assert.match(error.message, why);
        return true;
      });
      storage.instead = {};
      assert.deepEqual((await listUsers(app)).Users, []);
    }));
}

test('an unfinished export gives its snapshot back when the engine closes', async () => {
  let open = 0;
  class Counted extends MapTransaction {
    commit(changes) {
      open -= 1;
      super.commit(changes);
    }
    rollback() {
      open -= 1;
    }
  }
  const storage = new MapStorage();
  storage.begin = () => {
    open += 1;
    return new Counted(storage);
  };
  const engine = new Engine({ ...CHEAP, storage, rootKey });
  const { pool: UserPoolId } = await makeApp(engine);
  // So large that it comes in parts.
  for (let i = 0; i < 600; ++i) {
    const group = { UserPoolId, GroupName: `g${i}`, Description: 'x'.repeat(2000) };
    await engine.cognitoIdp.createGroup(group);
  }
  await pause(); // Rollbacks are not waited for.
  assert.equal(open, 0);
  const Passphrase = 'correct horse battery staple';
  const part = await engine.call('postern:ExportUserPool', { UserPoolId, Passphrase });
  assert.ok(part.NextToken);
  await pause();
  assert.equal(open, 1);
  await engine.close();
  assert.equal(open, 0);
});

test('a function of a store cannot call an engine',
  withStore(FailingStorage, async (app, storage) => {
    const refused = [];
    storage.instead.get = async () => {
      await app.engine.call('ListUserPools', { MaxResults: 1 }).catch((e) => refused.push(e.code));
      try {
        app.engine.verify('token');
      } catch (error) {
        refused.push(error.code);
      }
      await app.engine.close().catch((e) => refused.push(e.code));
      return null;
    };
    await assert.rejects(listUsers(app), errors.ResourceNotFoundException);
    assert.deepEqual([...new Set(refused)], ['POSTERN_E_BUSY']);
    storage.instead = {};
    assert.deepEqual((await listUsers(app)).Users, []);
  }));

test('the process ends in the middle of a call to a store that never answers', () => {
  const { status, stderr } = runNode(`
    const never = { begin: () => new Promise(() => {}) };
    postern.Engine.open({ storage: never, rootKey: Buffer.alloc(32) });
    setTimeout(() => process.exit(7), 100);
  `);
  assert.equal(status, 7, stderr);
});
