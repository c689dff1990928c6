// The program's functions that an engine calls: who they are, how deep they nest, what they threw.
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const native = require('./native.js');

// Which call's callback the running code belongs to. Calls made from it are served before others,
// or callbacks that wait for calls and calls that wait for threads could wait for each other.
const nesting = new AsyncLocalStorage();

// Engine id -> Map of number -> {run, isStore}. `run` is a function of JSON text to JSON text; a
// store's is one of bytes to bytes, and gets as a second argument what keeps an exception.
const functions = new Map();
const thrown = new Map(); // Call id -> what its last callback threw.
const watched = new Set(); // Call ids that are not settled.

let lastId = 0;

const nextId = () => ++lastId;

/** How deep a call made here nests: 0 outside any callback. */
function depth() {
  const inside = nesting.getStore();
  return inside && !inside.ended ? inside.depth : 0;
}

/** Whether the running code is part of a callback of this engine. */
function isInside(engineId) {
  for (let at = nesting.getStore(); at; at = at.outer) {
    if (at.engineId === engineId && !at.ended) return true;
  }
  return false;
}

/** Whether the running code is part of a store, of any engine. */
function isInsideStore() {
  for (let at = nesting.getStore(); at; at = at.outer) {
    if (at.isStore && !at.ended) return true;
  }
  return false;
}

function register(engineId, number, run, isStore = false) {
  if (!functions.has(engineId)) functions.set(engineId, new Map());
  functions.get(engineId).set(number, { run, isStore });
}

function forgetEngine(engineId) {
  functions.delete(engineId);
}

/** Runs `start(id)`, a call of the engine; a failure carries as `cause` what a callback threw. */
async function watch(start, toError) {
  const id = nextId();
  watched.add(id);
  try {
    return await start(id);
  } catch (failed) {
    const error = toError(failed);
    if (thrown.has(id) && error instanceof Error) error.cause = thrown.get(id);
    throw error;
  } finally {
    watched.delete(id);
    thrown.delete(id);
  }
}

function textOf(error) {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.slice(0, 1000);
}

function keepThrown(call, error) {
  if (watched.has(call)) thrown.set(call, error);
}

function fail(question, call, error) {
  keepThrown(call, error);
  native.answer(question, false, safely(textOf, error));
}

async function runHostFunction({ run, isStore }, question, request, call) {
  try {
    const answer = await run(request, (error) => keepThrown(call, error));
    if (!isStore) thrown.delete(call);
    native.answer(question, true, answer);
  } catch (error) {
    fail(question, call, error);
  }
}

// On the JavaScript thread the engine waits inside the call that is running, so what a promise
// brings would come too late.
function runNow({ run }, question, request, call) {
  try {
    const answer = run(request, (error) => keepThrown(call, error));
    if (typeof answer?.then === 'function') {
      answer.then(null, () => {});
      throw new TypeError('the store answers with promises: use Engine.open() and verifyAsync()');
    }
    native.answer(question, true, answer);
  } catch (error) {
    fail(question, call, error);
  }
}

// An exception may be any value, even one whose text throws.
function safely(text, error) {
  try {
    return text(error);
  } catch {
    return 'an exception without a text';
  }
}

native.setDispatch((question, engineId, number, request, call, callDepth, now) => {
  const found = functions.get(engineId)?.get(number);
  if (!found) return fail(question, call, new Error('the function was removed'));
  const depth = callDepth + 1;
  const { isStore } = found;
  const inside = { engineId, depth, isStore, outer: nesting.getStore(), ended: false };
  return nesting.run(inside, () => {
    if (!now) {
      runHostFunction(found, question, request, call).finally(() => (inside.ended = true));
      return;
    }
    runNow(found, question, request, call);
    inside.ended = true;
  });
});

module.exports = {
  depth,
  forgetEngine,
  isInside,
  isInsideStore,
  nextId,
  register,
  safely,
  textOf,
  watch,
};
