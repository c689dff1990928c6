// Calls, exceptions, values, closing.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const util = require('node:util');

const { ClientError, Engine, PosternError, errors, version } = require('..');
const { CHEAP, makeApp, runNode, withEngine } = require('./support.js');

function temporaryFile() {
  return path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'postern-')), 'data.db');
}

test('the library tells its release', () => assert.match(version, /^\d+\.\d+\.\d+$/));

test('a user signs up, signs in, and its token verifies', withEngine(async (engine) => {
  const app = await makeApp(engine);
  await app.addUser('alice');
  const { AccessToken } = await app.signIn('alice');
  const claims = engine.verify(AccessToken, { userPool: app.pool, tokenUse: 'access' });
  assert.equal(claims.username, 'alice');
  assert.throws(() => engine.verify(AccessToken, { tokenUse: 'id' }), {
    code: 'NotAuthorizedException',
  });
  await engine.cognitoIdp.globalSignOut({ AccessToken });
  assert.throws(() => engine.verify(AccessToken), errors.NotAuthorizedException);
}));

test('timestamps are dates in methods and numbers in call()', withEngine(async (engine) => {
  const app = await makeApp(engine);
  await app.addUser('alice');
  const request = { UserPoolId: app.pool, Username: 'alice' };
  const user = await engine.cognitoIdp.adminGetUser(request);
  assert.ok(Math.abs(user.UserCreateDate - engine.clock.now()) < 60_000);
  assert.equal(typeof (await engine.call('AdminGetUser', request)).UserCreateDate, 'number');
}));

test('a refusal has the name of the protocol', withEngine(async (engine) => {
  const app = await makeApp(engine);
  await app.addUser('alice');
  await assert.rejects(app.signUp('alice'), (error) => {
    assert.ok(error instanceof errors.UsernameExistsException);
    assert.ok(error instanceof ClientError && error instanceof PosternError);
    assert.equal(error.name, 'UsernameExistsException');
    assert.equal(error.code, 'UsernameExistsException');
    assert.equal(error.message, 'User already exists');
    return true;
  });
  await app.signUp('bob');
}));

test('K03: an error does not repeat a secret', withEngine(async (engine) => {
  const app = await makeApp(engine);
  const weak = { ClientId: app.client, Username: 'bob', Password: 'canary' };
  const hasNoCanary = (error) => !util.inspect(error.message).includes('canary');
  await assert.rejects(engine.cognitoIdp.signUp(weak), hasNoCanary);
  assert.throws(() => engine.verify('canary.canary.canary'), hasNoCanary);
}));

test('an operation that is not built says so', withEngine(async (engine) => {
  await assert.rejects(engine.cognitoIdentity.listIdentityPools({ MaxResults: 1 }), {
    name: 'NotImplementedException',
  });
}));

test('text of any script passes through', withEngine(async (engine) => {
  const app = await makeApp(engine);
  const Value = 'Zoë 日本 \u{1f600}';
  await app.signUp('zoe', { UserAttributes: [{ Name: 'given_name', Value }] });
  const request = { UserPoolId: app.pool, Username: 'zoe' };
  const { UserAttributes } = await engine.cognitoIdp.adminGetUser(request);
  assert.ok(UserAttributes.some((one) => one.Value === Value));
}));

test('A11: names that mean something to JavaScript are data', withEngine(async (engine) => {
  const app = await makeApp(engine);
  const metadata = JSON.parse('{"__proto__": "polluted", "constructor": "x", "toString": "y"}');
  let seen;
  engine.trigger('PreSignUp', (event) => {
    seen = event.request.clientMetadata;
    return event;
  });
  await app.signUp('alice', { ClientMetadata: metadata });
  assert.deepEqual(Object.entries(seen).sort(), Object.entries(metadata).sort());
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(seen), Object.prototype);
}));

test('A11: no name of a header or an operation reaches a prototype', withEngine(async (engine) => {
  const headers = { __proto__: null, host: 'localhost' };
  const answer = await engine.http({ target: '/', headers });
  assert.equal(Object.getPrototypeOf(answer.headers), null);
  for (const name of ['constructor', '__proto__', 'toString']) {
    await assert.rejects(engine.call(name, {}), PosternError);
  }
}));

test('the clock of a memory engine moves', withEngine(async (engine) => {
  const before = engine.clock.now();
  engine.clock.advance({ days: 31, seconds: 1.5 });
  const moved = engine.clock.now() - before;
  assert.ok(moved >= 31 * 86_400_000 + 1500 && moved < 31 * 86_400_000 + 61_500);
  assert.throws(() => engine.clock.advance({ days: Infinity }), RangeError);
  assert.throws(() => engine.clock.advance({ seconds: -1 }), { name: 'InvalidArgumentError' });
}));

test('the clock of another engine moves when asked for', async () => {
  const engine = new Engine({ storage: `sqlite:${temporaryFile()}` });
  assert.throws(() => engine.clock.advance({ seconds: 1 }), PosternError);
  await engine.close();
});

test('data survives in a file, which one engine has at a time', async () => {
  const options = { storage: `sqlite:${temporaryFile()}`, ...CHEAP };
  const engine = new Engine(options);
  assert.throws(() => new Engine(options), { code: 'POSTERN_E_BUSY' });
  const app = await makeApp(engine);
  await app.addUser('alice');
  const { AccessToken } = await app.signIn('alice');
  await engine.close();
  const again = new Engine(options);
  assert.equal(again.verify(AccessToken).username, 'alice');
  await again.close();
});

test('a backup made while serving opens with the key of the original', async () => {
  const file = temporaryFile();
  const copy = `${file}.copy`;
  const rootKey = Buffer.alloc(32, 7);
  const engine = new Engine({ storage: `sqlite:${file}`, rootKey, ...CHEAP });
  const app = await makeApp(engine);
  await app.addUser('alice');
  const { AccessToken } = await app.signIn('alice');
  await engine.backup(copy);
  await assert.rejects(engine.backup(copy), { name: 'InvalidArgumentError' });
  await engine.close();
  await assert.rejects(engine.backup(copy), { name: 'EngineClosedError' });
  const restored = new Engine({ storage: `sqlite:${copy}`, rootKey, ...CHEAP });
  // D26: sessions end, unless they are kept.
  assert.throws(() => restored.verify(AccessToken), { name: 'NotAuthorizedException' });
  await restored.call('postern:DeclareRestored', { Sessions: 'KEEP' });
  assert.equal(restored.verify(AccessToken).username, 'alice');
  await restored.close();
  const otherKey = { storage: `sqlite:${copy}`, rootKey: Buffer.alloc(32, 8), ...CHEAP };
  assert.throws(() => new Engine(otherKey), { name: 'CorruptError' });
  const inMemory = new Engine(CHEAP);
  await assert.rejects(inMemory.backup(`${file}.none`), { name: 'InvalidArgumentError' });
  await inMemory.close();
});

test('options that make no sense are refused', () => {
  const rootKey = Buffer.from('short');
  for (const options of [{ storage: 'pigeon:' }, { rootKey }, { passwordPasses: 99 }]) {
    assert.throws(() => new Engine(options), PosternError);
  }
});

test('close waits for calls, and refuses those that come after', async () => {
  const engine = new Engine(CHEAP);
  const app = await makeApp(engine);
  const running = [1, 2, 3, 4, 5, 6].map((number) => app.addUser(`user-${number}`).catch((e) => e));
  await engine.close();
  for (const error of await Promise.all(running)) {
    if (error) assert.equal(error.name, 'EngineClosedError');
  }
  await engine.close();
  await assert.rejects(engine.call('ListUserPools'), { name: 'EngineClosedError' });
  assert.throws(() => engine.verify('a.b.c'), { name: 'EngineClosedError' });
  assert.throws(() => engine.clock.now(), { name: 'EngineClosedError' });
});

test('what is no engine is refused by the addon', () => {
  const native = require('../lib/native.js');
  for (const value of [undefined, 7, {}, [], () => 1]) {
    assert.throws(() => native.close(value));
    assert.throws(() => native.verify(value, 't', '', '', '', 0));
  }
});

test('C18: an idle engine does not keep the process alive, nor do calls break its end', () => {
  const idle = runNode('new postern.Engine(); console.log("end")');
  assert.deepEqual([idle.stdout, idle.status, idle.signal], ['end\n', 0, null], idle.stderr);
  const busy = runNode(`
    const engine = new postern.Engine();
    const pool = (n) => engine.cognitoIdp.createUserPool({ PoolName: 'pool' + n });
    pool(0).then(() => { for (let n = 1; n < 50; n += 1) pool(n); process.exit(7); });`);
  assert.deepEqual([busy.status, busy.signal], [7, null], busy.stderr);
});

test('C18: a process ends while a trigger waits for what never comes', () => {
  const done = runNode(`
    const { makeApp } = require(${JSON.stringify(path.join(__dirname, 'support.js'))});
    const engine = new postern.Engine();
    engine.trigger('PreSignUp', () => {
      setImmediate(() => process.exit(7));
      return new Promise(() => {});
    });
    makeApp(engine).then((app) => app.signUp('alice'));`);
  assert.deepEqual([done.status, done.signal], [7, null], done.stderr);
});

test('a program that waits for a call stays until it has the answer', () => {
  const done = runNode(`
    const engine = new postern.Engine();
    engine.cognitoIdp.listUserPools({ MaxResults: 1 }).then(() => console.log('answered'));`);
  assert.deepEqual([done.stdout, done.status], ['answered\n', 0], done.stderr);
});

test('changes are logged, followed and verified where the engine is told to', async () => {
  const engine = new Engine({ audit: 'changes', ...CHEAP });
  const app = await makeApp(engine);
  await app.addUser('alice');
  const { Records } = await engine.call('postern:ListAuditEvents', {});
  assert.ok(Records.some((record) => record.eventName === 'AdminCreateUser'));
  const { Changes, Cursor } = await engine.call('postern:ReadChanges', {});
  assert.ok(Changes.length > 0);
  assert.deepEqual((await engine.call('postern:ReadChanges', { Cursor })).Changes, []);
  await engine.close();
  assert.throws(() => new Engine({ audit: 'some' }), /audit is/);
});
