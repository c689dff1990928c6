// JavaScript functions as triggers: plain, async, throwing, calling the engine.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { Inbox, errors } = require('..');
const { makeApp, withEngine } = require('./support.js');

function confirm(event) {
  event.response.autoConfirmUser = true;
  return event;
}

const pause = () => new Promise((resolve) => setImmediate(resolve));

test('a plain function answers', withEngine(async (engine) => {
  const app = await makeApp(engine);
  engine.trigger('PreSignUp', (event, context) => {
    assert.equal(event.triggerSource, 'PreSignUp_SignUp');
    assert.equal(context.functionName, 'PreSignUp');
    return confirm(event);
  });
  assert.equal((await app.signUp('alice')).UserConfirmed, true);
}));

test('an async function answers', withEngine(async (engine) => {
  const app = await makeApp(engine);
  engine.trigger('PreSignUp', async (event) => {
    await pause();
    return confirm(event);
  });
  assert.equal((await app.signUp('alice')).UserConfirmed, true);
}));

for (const [kind, refuse] of [
  ['throws', () => { throw new RangeError('only for members'); }],
  ['rejects', async () => { await pause(); throw new RangeError('only for members'); }],
]) {
  test(`T01: a function that ${kind} refuses and is the cause`, withEngine(async (engine) => {
    const app = await makeApp(engine);
    engine.trigger('PreSignUp', refuse);
    await assert.rejects(app.signUp('alice'), (error) => {
      assert.ok(error instanceof errors.UserLambdaValidationException);
      assert.equal(error.message, 'PreSignUp failed with error only for members.');
      assert.ok(error.cause instanceof RangeError);
      return true;
    });
    engine.trigger('PreSignUp', confirm);
    await app.signUp('alice');
  }));
}

test('T01: whatever is thrown is survived', withEngine(async (engine) => {
  const app = await makeApp(engine);
  const hostile = { toString() { throw new Error('no text'); } };
  for (const thrown of [undefined, null, 7, 'x'.repeat(100_000), 'a\0b', '\ud800', hostile]) {
    engine.trigger('PreSignUp', () => { throw thrown; });
    await assert.rejects(app.signUp('alice'), { name: 'UserLambdaValidationException' });
  }
}));

test('an answer that is no event is refused', withEngine(async (engine) => {
  const app = await makeApp(engine);
  for (const answer of [undefined, null, 7, 'text', [1]]) {
    engine.trigger('PreSignUp', () => answer);
    await assert.rejects(app.signUp('alice'), { name: 'InvalidLambdaResponseException' });
  }
  const circular = {};
  circular.self = circular;
  engine.trigger('PreSignUp', () => circular);
  await assert.rejects(app.signUp('alice'), { name: 'UserLambdaValidationException' });
}));

test('a pool has its own function, and a trigger can be removed', withEngine(async (engine) => {
  const app = await makeApp(engine);
  const other = await makeApp(engine);
  engine.trigger('PreSignUp', () => { throw new Error('no'); });
  engine.trigger('PreSignUp', confirm, { pool: app.pool });
  assert.equal((await app.signUp('alice')).UserConfirmed, true);
  await assert.rejects(other.signUp('alice'), { name: 'UserLambdaValidationException' });
  engine.trigger('PreSignUp', null);
  assert.equal((await other.signUp('alice')).UserConfirmed, false);
  assert.throws(() => engine.trigger('PreBreakfast', confirm), { name: 'InvalidArgumentError' });
  assert.throws(() => engine.trigger('PreSignUp', 'text'), TypeError);
}));

test('a token is enriched before it is signed', withEngine(async (engine) => {
  const app = await makeApp(engine);
  await app.addUser('alice');
  const enrich = (event) => {
    event.response.claimsAndScopeOverrideDetails = {
      accessTokenGeneration: { claimsToAddOrOverride: { team: 'red' } },
    };
    return event;
  };
  engine.trigger('PreTokenGeneration', enrich, { version: 2 });
  assert.equal(engine.verify((await app.signIn('alice')).AccessToken).team, 'red');
}));

test('T03: more triggers than threads call the engine at once', withEngine(async (engine) => {
  const app = await makeApp(engine);
  let waiting = 0;
  let most = 0;
  engine.trigger('PreSignUp', async (event) => {
    waiting += 1;
    most = Math.max(most, waiting);
    await engine.cognitoIdp.describeUserPool({ UserPoolId: event.userPoolId });
    if (!event.userName.startsWith('inner')) await app.signUp(`inner-${event.userName}`);
    waiting -= 1;
    return confirm(event);
  });
  const names = Array.from({ length: 200 }, (_, number) => `user-${number}`);
  await Promise.all(names.map((name) => app.signUp(name)));
  assert.ok(most > 8);
  const request = { UserPoolId: app.pool, Username: 'inner-user-199' };
  await engine.cognitoIdp.adminGetUser(request);
}));

test('T03: nesting without end is refused', withEngine(async (engine) => {
  const app = await makeApp(engine);
  let depth = 0;
  engine.trigger('PreSignUp', async (event) => {
    depth += 1;
    await app.signUp(`${event.userName}x`);
    return event;
  });
  await assert.rejects(app.signUp('a'), (error) => {
    let cause = error;
    while (cause.cause) cause = cause.cause;
    assert.equal(cause.code, 'POSTERN_E_BUSY');
    return true;
  });
  assert.ok(depth > 1 && depth <= 8);
}));

test('a call that a trigger does not await is not nested for ever', withEngine(async (engine) => {
  const app = await makeApp(engine);
  const later = [];
  engine.trigger('PreSignUp', (event) => {
    const number = Number(event.userName.slice(5));
    if (number < 20) later.push(pause().then(() => app.signUp(`user-${number + 1}`)));
    return event;
  });
  await app.signUp('user-0');
  for (let i = 0; i < 20; i += 1) await later[i];
}));

test('a trigger cannot close the engine it is part of', withEngine(async (engine) => {
  const app = await makeApp(engine);
  engine.trigger('PreSignUp', async (event) => {
    await assert.rejects(engine.close(), { code: 'POSTERN_E_BUSY' });
    return event;
  });
  await app.signUp('alice');
}));

test('C16: a function may replace itself while it runs', withEngine(async (engine) => {
  const app = await makeApp(engine);
  engine.trigger('PreSignUp', async (event) => {
    engine.trigger('PreSignUp', () => 7);
    await pause();
    return confirm(event);
  });
  await app.signUp('alice');
  await assert.rejects(app.signUp('bob'), { name: 'InvalidLambdaResponseException' });
}));

test('the event loop turns while calls run', withEngine(async (engine) => {
  const app = await makeApp(engine);
  let turns = 0;
  const timer = setInterval(() => { turns += 1; }, 0);
  engine.trigger('PreSignUp', async (event) => {
    const before = turns;
    while (turns < before + 3) await pause();
    return event;
  });
  await app.signUp('alice');
  clearInterval(timer);
  assert.ok(turns >= 3);
}));

const EMAIL = { UserAttributes: [{ Name: 'email', Value: 'alice@example.com' }] };

test('K03: a memory engine keeps messages, and prints no bodies', withEngine(async (engine) => {
  const app = await makeApp(engine, { AutoVerifiedAttributes: ['email'] });
  await app.signUp('alice', EMAIL);
  const { medium, destination, code, body } = engine.inbox.newest;
  assert.deepEqual([medium, destination], ['EMAIL', 'alice@example.com']);
  assert.ok(body.includes(code));
  assert.ok(!require('node:util').inspect(engine.inbox).includes(code));
  const user = { ClientId: app.client, Username: 'alice' };
  await engine.cognitoIdp.confirmSignUp({ ...user, ConfirmationCode: code });
}));

test('an inbox is bounded', () => {
  const inbox = new Inbox();
  for (let n = 0; n < 1001; n += 1) inbox.deliver({ destination: n });
  assert.deepEqual([inbox.length, inbox[0].destination], [1000, 1]);
  assert.ok(inbox.map((message) => message.destination) instanceof Array);
});

const failing = { deliver: async () => { throw new Error('the mail server is away'); } };
test('a delivery that fails is reported with its cause', withEngine(async (engine) => {
  const app = await makeApp(engine, { AutoVerifiedAttributes: ['email'] });
  await assert.rejects(app.signUp('alice', EMAIL), (error) => {
    assert.equal(error.name, 'CodeDeliveryFailureException');
    assert.equal(error.cause.message, 'the mail server is away');
    return true;
  });
}, failing));

test('T02: a trigger that hangs is given up', withEngine(async (engine) => {
  const app = await makeApp(engine);
  let release;
  engine.trigger('PreSignUp', async (event) => {
    await new Promise((resolve) => { release = resolve; });
    return confirm(event);
  });
  await assert.rejects(app.signUp('alice'), (error) => {
    assert.ok(error instanceof errors.UserLambdaValidationException);
    assert.equal(error.message, 'PreSignUp failed with error PreSignUp timed out after 50 ms.');
    assert.equal(error.cause.name, 'TimeoutError');
    return true;
  });
  release(); // It runs on; what it answers changes nothing.
  engine.trigger('PreSignUp', confirm);
  assert.equal((await app.signUp('alice')).UserConfirmed, true);
}, { triggerTimeoutMs: 50 }));

test('functions that a pool names are invoked', async () => {
  const prefix = 'arn:aws:lambda:us-east-1:123456789012:function:';
  const calls = [];
  const invoke = async (arn, event) => {
    calls.push([arn, event.triggerSource]);
    await pause();
    if (arn.endsWith(':refusing')) throw new RangeError('only for members');
    return confirm(event);
  };
  await withEngine(async (engine) => {
    const appWith = (name) => makeApp(engine, { LambdaConfig: { PreSignUp: prefix + name } });
    assert.equal((await (await appWith('confirming')).signUp('alice')).UserConfirmed, true);
    assert.deepEqual(calls, [[`${prefix}confirming`, 'PreSignUp_SignUp']]);
    const refusing = await appWith('refusing');
    await assert.rejects(refusing.signUp('alice'), (error) => {
      assert.ok(error instanceof errors.UserLambdaValidationException);
      assert.equal(error.message, 'PreSignUp failed with error only for members.');
      assert.ok(error.cause instanceof RangeError);
      return true;
    });
  }, { invoke })();
});
