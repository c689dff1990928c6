// jose verifies tokens with the keys that the server publishes.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { addUser, importInstalled, signIn, withPostern } = require('./support.js');

/** Runs `body(verify, tokens, app)` for a user who has just signed in. */
function withTokens(body) {
  return withPostern(async (postern, app) => {
    const { createRemoteJWKSet, jwtVerify } = await importInstalled('jose');
    const issuer = `${postern.url}/${app.pool}`;
    const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    const verify = (token, options) => jwtVerify(token, keys, { issuer, ...options });
    await addUser(app, 'ada');
    await body(verify, await signIn(app, 'ada'), app);
  });
}

test('jose verifies an ID token', withTokens(async (verify, tokens, app) => {
  const { payload, protectedHeader } = await verify(tokens.IdToken, { audience: app.clientId });
  assert.equal(protectedHeader.alg, 'RS256');
  assert.equal(payload.token_use, 'id');
  assert.equal(payload['cognito:username'], 'ada');
  assert.equal(payload.email_verified, true);
}));

test('jose verifies an access token', withTokens(async (verify, tokens, app) => {
  const { payload } = await verify(tokens.AccessToken);
  assert.equal(payload.token_use, 'access');
  assert.equal(payload.client_id, app.clientId);
  assert.equal(payload.aud, undefined);
}));

test('jose refuses a changed token and another audience', withTokens(
  async (verify, tokens, app) => {
    const [head, body, signature] = tokens.IdToken.split('.');
    const other = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1);
    await assert.rejects(verify([head, body, other].join('.')), {
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
    await assert.rejects(verify(tokens.IdToken, { audience: 'another' }), {
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    });
    await verify(tokens.IdToken, { audience: app.clientId });
  },
));
