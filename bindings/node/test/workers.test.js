// worker_threads: each has an environment of its own, which may end at any time.
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const path = require('node:path');
const test = require('node:test');
const { Worker } = require('node:worker_threads');

const SUPPORT = JSON.stringify(path.join(__dirname, 'support.js'));

function startWorker(program) {
  return new Worker(
    `const { parentPort } = require('node:worker_threads');
     const { Engine } = require(${JSON.stringify(path.join(__dirname, '..'))});
     const { makeApp, CHEAP } = require(${SUPPORT});
     (async () => { ${program} })();`,
    { eval: true },
  );
}

test('C18: workers use engines of their own side by side', async () => {
  const workers = [1, 2, 3].map((number) =>
    startWorker(`
      const engine = new Engine(CHEAP);
      const app = await makeApp(engine);
      engine.trigger('PreSignUp', async (event) => {
        event.response.autoConfirmUser = true;
        return event;
      });
      const { UserConfirmed } = await app.signUp('user-${number}');
      const { AccessToken } = await app.signIn('user-${number}');
      parentPort.postMessage([UserConfirmed, engine.verify(AccessToken).username]);
      await engine.close();`),
  );
  // Both at once: a worker may end before its message has been looked at.
  const ends = Promise.all(workers.map((worker) => once(worker, 'exit')));
  const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
  assert.deepEqual(answers.map(([answer]) => answer), [1, 2, 3].map((n) => [true, `user-${n}`]));
  assert.deepEqual(await ends, [[0], [0], [0]]);
});

test('C18: a worker is terminated while calls run', async () => {
  const worker = startWorker(`
    const engine = new Engine(CHEAP);
    const app = await makeApp(engine);
    for (let n = 0; n < 50; n += 1) app.addUser('user-' + n).catch(() => {});
    parentPort.postMessage('running');
    await new Promise(() => {});`);
  await once(worker, 'message');
  await worker.terminate();
});

test('C18: a worker is terminated while a trigger is being waited for', async () => {
  const worker = startWorker(`
    const engine = new Engine(CHEAP);
    const app = await makeApp(engine);
    engine.trigger('PreSignUp', () => {
      parentPort.postMessage('waiting');
      return new Promise(() => {});
    });
    app.signUp('alice').catch(() => {});`);
  await once(worker, 'message');
  await worker.terminate();
});

test('C18: a worker is terminated inside a trigger', async () => {
  const worker = startWorker(`
    const engine = new Engine(CHEAP);
    const app = await makeApp(engine);
    engine.trigger('PreSignUp', () => {
      parentPort.postMessage('inside');
      for (;;);
    });
    app.signUp('alice').catch(() => {});`);
  await once(worker, 'message');
  await worker.terminate();
});
