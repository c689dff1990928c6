// Identity providers are asked through a function of the program's own.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { Engine } = require('..');
const { CHEAP } = require('./support.js');

const ISSUER = 'https://idp.example';
const CALLBACK = 'https://app.example/callback';

/** Where a browser is sent that wants to sign in at a provider of a new pool. */
async function goOut(fetch) {
  const engine = new Engine({ ...CHEAP, fetch });
  try {
    const idp = engine.cognitoIdp;
    const { UserPool: { Id: UserPoolId } } = await idp.createUserPool({ PoolName: 'app' });
    await idp.createUserPoolDomain({ UserPoolId, Domain: 'demo' });
    await idp.createIdentityProvider({
      UserPoolId, ProviderName: 'Example', ProviderType: 'OIDC', ProviderDetails: {
        client_id: 'id', authorize_scopes: 'openid', oidc_issuer: ISSUER,
        attributes_request_method: 'GET',
      },
    });
    const { UserPoolClient: { ClientId } } = await idp.createUserPoolClient({
      UserPoolId, ClientName: 'web', SupportedIdentityProviders: ['Example'],
      CallbackURLs: [CALLBACK], AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid'],
      AllowedOAuthFlowsUserPoolClient: true,
    });
    const query = new URLSearchParams({
      response_type: 'code', client_id: ClientId, redirect_uri: CALLBACK,
    });
    const answer = await engine.http({
      method: 'GET', target: `/domains/demo/oauth2/authorize?${query}`,
      headers: { host: 'localhost' },
    });
    assert.equal(answer.status, 303);
    const headers = new Map(Object.entries(answer.headers)
      .map(([name, value]) => [name.toLowerCase(), value]));
    return new URL(headers.get('location'));
  } finally {
    await engine.close();
  }
}

test("a provider is asked through the program's function, which may take its time", async () => {
  const asked = [];
  const address = await goOut(async ({ Method, Url }) => {
    asked.push([Method, Url]);
    await new Promise((resolve) => setImmediate(resolve));
    const Body = JSON.stringify({
      issuer: ISSUER, authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`, jwks_uri: `${ISSUER}/jwks`,
    });
    return { Status: 200, Headers: {}, Body };
  });
  assert.deepEqual(asked, [['GET', `${ISSUER}/.well-known/openid-configuration`]]);
  assert.equal(address.origin + address.pathname, `${ISSUER}/authorize`);
});

test('what the function throws is not told to clients', async () => {
  const address = await goOut(() => { throw new Error('a secret of the network'); });
  assert.equal(address.origin, 'https://app.example');
  assert.equal(address.searchParams.get('error_description'), 'No answer from idp.example.');
});
