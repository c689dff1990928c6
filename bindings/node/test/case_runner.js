// Runs one of the shared cases of tests/cases; the README there describes the format.
'use strict';

const assert = require('node:assert/strict');
const { ClientError } = require('..');

async function runCase(story, engine) {
  const saved = new Map();
  for (const [index, raw] of story.steps.entries()) {
    const step = filled(raw, saved);
    for (let turn = 0; turn < (step.times ?? 1); turn += 1) {
      try {
        await runStep(step, engine, saved);
      } catch (error) {
        const verb = step.call ?? Object.keys(step)[0];
        error.message = `step ${index + 1} (${verb}): ${error.message}`;
        throw error;
      }
    }
  }
}

async function runStep(step, engine, saved) {
  let result;
  try {
    result = await perform(step, engine);
  } catch (error) {
    if (!(error instanceof ClientError) || !step.refused) throw error;
    const { code, message = error.message } = step.refused;
    assert.deepEqual({ code: error.code, message: error.message }, { code, message });
    return;
  }
  assert.equal(step.refused, undefined, `was not refused, but answered ${JSON.stringify(result)}`);
  checkSubset(step.expect ?? {}, result, '');
  for (const path of step.absent ?? []) {
    assert.equal(at(result, path), undefined, `${path} is there`);
  }
  for (const [name, path] of Object.entries(step.save ?? {})) {
    saved.set(name, at(result, path));
    assert.notEqual(saved.get(name), undefined, `there is no ${path}`);
  }
}

async function perform(step, engine) {
  if ('call' in step) return engine.call(step.call, step.with);
  if ('verify' in step) return engine.verify(step.verify, verifyOptions(step.options ?? {}));
  if ('inbox' in step) return asJson(engine.inbox.newest);
  return engine.clock.advance({ seconds: step.advance_s });
}

function verifyOptions(options) {
  return {
    userPool: options.user_pool_id,
    clientId: options.client_id,
    tokenUse: options.token_use,
    leeway: options.leeway_s ?? 0,
  };
}

function asJson(message) {
  return {
    Medium: message.medium,
    Destination: message.destination,
    Subject: message.subject,
    Body: message.body,
    UserPoolId: message.userPoolId,
    Username: message.username,
    ClientId: message.clientId,
    Source: message.source,
    Code: message.code,
  };
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function checkSubset(wanted, found, path) {
  if (isObject(wanted) && (isObject(found) || path === '')) {
    for (const [name, value] of Object.entries(wanted)) {
      checkSubset(value, found?.[name], `${path}.${name}`);
    }
  } else if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    wanted.forEach((value, index) => checkSubset(value, found[index], `${path}.${index}`));
  } else {
    assert.deepEqual(found, wanted, path);
  }
}

function at(value, path) {
  return path.split('.').reduce((inner, part) => inner?.[part], value);
}

function filled(value, saved) {
  if (Array.isArray(value)) return value.map((inner) => filled(inner, saved));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([k, inner]) => [k, filled(inner, saved)]));
  }
  if (typeof value !== 'string') return value;
  return value.replace(/\$\{(\w+)\}/g, (_, name) => saved.get(name));
}

module.exports = { checkSubset, runCase };
