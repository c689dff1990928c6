// The program's functions that an engine calls: who they are, how deep they nest, what they threw.
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const native = require('./native.js');

// Which call's callback the running code belongs to. Calls made from it are served before others,
// or callbacks that wait for calls and calls that wait for threads could wait for each other.
const nesting = new AsyncLocalStorage();

const functions = new Map(); // Engine id -> Map of number -> function of JSON text to JSON text.
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

function register(engineId, number, run) {
  if (!functions.has(engineId)) functions.set(engineId, new Map());
  functions.get(engineId).set(number, run);
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

async function runHostFunction(question, engineId, number, json, call) {
  try {
    const run = functions.get(engineId)?.get(number);
    if (!run) throw new Error('the function was removed');
    const answer = await run(json);
    thrown.delete(call);
    native.answer(question, true, answer);
  } catch (error) {
    if (watched.has(call)) thrown.set(call, error);
    native.answer(question, false, safely(textOf, error));
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

native.setDispatch((question, engineId, number, json, call, callDepth) => {
  const inside = { engineId, depth: callDepth + 1, outer: nesting.getStore(), ended: false };
  nesting.run(inside, async () => {
    await runHostFunction(question, engineId, number, json, call);
    inside.ended = true;
  });
});

module.exports = { depth, forgetEngine, isInside, nextId, register, watch };
