// Methods for operations: `engine.cognitoIdp.signUp({...})`.
'use strict';

const { OPERATIONS, IDENTITY_OPERATIONS, TIMESTAMPS } = require('./operations.js');

const timestamps = new Set(TIMESTAMPS);

// What the AWS SDK takes and JSON does not have: dates are epoch seconds, bytes are base64.
function encodeMember(key, value) {
  const raw = this[key];
  if (raw instanceof Date) return raw.getTime() / 1000;
  if (raw instanceof Uint8Array) return Buffer.from(raw).toString('base64');
  return value;
}

function encode(request) {
  return JSON.stringify(request ?? {}, encodeMember);
}

function decodeMember(key, value) {
  return typeof value === 'number' && timestamps.has(key) ? new Date(value * 1000) : value;
}

function decode(json) {
  return JSON.parse(json, decodeMember);
}

/** One method an operation. `callText(name, request)` answers the response's JSON text. */
function makeClient(service, operations, callText) {
  const client = {};
  for (const [method, operation] of Object.entries(operations)) {
    client[method] = async (request) => decode(await callText(`${service}:${operation}`, request));
  }
  return Object.freeze(client);
}

const makeCognitoIdp = (callText) => makeClient('cognito-idp', OPERATIONS, callText);
const makeCognitoIdentity = (callText) =>
  makeClient('cognito-identity', IDENTITY_OPERATIONS, callText);

module.exports = { encode, makeCognitoIdentity, makeCognitoIdp };
