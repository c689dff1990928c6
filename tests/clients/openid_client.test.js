// openid-client, a certified relying party, at the OAuth endpoints of a login domain.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { Browser, signInHere } = require('./browser.js');
const { PASSWORD, addUser, importInstalled, sdk, withPostern } = require('./support.js');

const CALLBACK = 'https://app.example/callback';

/** A login domain, a confidential client of it and a user. */
async function makeSite(app, options = {}) {
  await app.client.send(new sdk.CreateUserPoolDomainCommand({
    UserPoolId: app.pool, Domain: 'demo',
  }));
  const made = await app.client.send(new sdk.CreateUserPoolClientCommand({
    UserPoolId: app.pool, ClientName: 'site', GenerateSecret: true,
    SupportedIdentityProviders: ['COGNITO'], CallbackURLs: [CALLBACK],
    AllowedOAuthFlows: ['code'], AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid', 'email'], ...options,
  }));
  await addUser(app, 'ada');
  return made.UserPoolClient;
}

/** What openid-client finds out about the pool by itself. */
async function discover(postern, app, id, authentication) {
  const openid = await importInstalled('openid-client');
  const issuer = new URL(`${postern.url}/${app.pool}`);
  const config = await openid.discovery(issuer, id, undefined, authentication(openid),
    { execute: [openid.allowInsecureRequests] });
  return { openid, config };
}

/** The authorization code flow with PKCE, state and nonce. */
async function signIn({ openid, config }, browser, more = {}) {
  const verifier = openid.randomPKCECodeVerifier();
  const [state, nonce] = [openid.randomState(), openid.randomNonce()];
  const start = openid.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK, scope: 'openid email', state, nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256', ...more,
  });
  const address = await signInHere(browser, start.href, CALLBACK, 'ada', PASSWORD);
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
  return { address: new URL(address), checks };
}

for (const method of ['ClientSecretBasic', 'ClientSecretPost']) {
  test(`a user signs in, is asked about and signed out: ${method}`,
    withPostern(async (postern, app) => {
      const site = await makeSite(app);
      const found = await discover(postern, app, site.ClientId,
        (openid) => openid[method](site.ClientSecret));
      const { openid, config } = found;
      const { address, checks } = await signIn(found, new Browser());
      const tokens = await openid.authorizationCodeGrant(config, address,
        { ...checks, idTokenExpected: true });
      const claims = tokens.claims();
      assert.equal(claims['cognito:username'], 'ada');
      const info = await openid.fetchUserInfo(config, tokens.access_token, claims.sub);
      assert.equal(info.username, 'ada');

      const fresh = await openid.refreshTokenGrant(config, tokens.refresh_token);
      assert.equal(fresh.claims().sub, claims.sub);
      await assert.rejects(
        openid.refreshTokenGrant(config, tokens.refresh_token, { scope: 'openid profile' }),
        { error: 'invalid_scope' });
      await openid.tokenRevocation(config, tokens.refresh_token);
      await assert.rejects(openid.refreshTokenGrant(config, tokens.refresh_token),
        { error: 'invalid_grant' });
      await assert.rejects(openid.fetchUserInfo(config, fresh.access_token, claims.sub),
        (error) => error.cause[0].parameters.error === 'invalid_token');
    }));
}

test('O01: a code that comes back ends what it was exchanged for',
  withPostern(async (postern, app) => {
    const site = await makeSite(app);
    const found = await discover(postern, app, site.ClientId,
      (openid) => openid.ClientSecretBasic(site.ClientSecret));
    const { openid, config } = found;
    const { address, checks } = await signIn(found, new Browser());
    const tokens = await openid.authorizationCodeGrant(config, address, checks);
    await assert.rejects(openid.authorizationCodeGrant(config, address, checks),
      { error: 'invalid_grant' });
    await assert.rejects(openid.refreshTokenGrant(config, tokens.refresh_token),
      { error: 'invalid_grant' });
  }));

test('O05: a code is worth nothing without its verifier', withPostern(async (postern, app) => {
  const site = await makeSite(app);
  const found = await discover(postern, app, site.ClientId,
    (openid) => openid.ClientSecretBasic(site.ClientSecret));
  const { openid, config } = found;
  const { address, checks } = await signIn(found, new Browser());
  const wrong = { ...checks, pkceCodeVerifier: openid.randomPKCECodeVerifier() };
  await assert.rejects(openid.authorizationCodeGrant(config, address, wrong),
    { error: 'invalid_grant' });
  await openid.authorizationCodeGrant(config, address, checks);
}));

test('O36: prompt=none goes on silently, or says that it cannot',
  withPostern(async (postern, app) => {
    const site = await makeSite(app);
    const found = await discover(postern, app, site.ClientId,
      (openid) => openid.ClientSecretBasic(site.ClientSecret));
    const { openid, config } = found;
    const silent = async (browser) => {
      const start = openid.buildAuthorizationUrl(config,
        { redirect_uri: CALLBACK, scope: 'openid', state: 's', prompt: 'none' });
      const { url } = await browser.go(start.href, CALLBACK);
      return openid.authorizationCodeGrant(config, new URL(url), { expectedState: 's' });
    };
    const browser = new Browser();
    await assert.rejects(silent(browser), { error: 'login_required' });
    await signIn(found, browser);
    assert.equal((await silent(browser)).claims()['cognito:username'], 'ada');
  }));

test('a client registers itself, and signs its users in', withPostern(async (postern, app) => {
  await makeSite(app);
  await app.client.send(new sdk.UpdateUserPoolCommand({
    UserPoolId: app.pool, AutoVerifiedAttributes: ['email'],
    DcrConfiguration: { EnableStatus: 'ENABLED', OpenDcrEnabled: true },
  }));
  const openid = await importInstalled('openid-client');
  const config = await openid.dynamicClientRegistration(
    new URL(`${postern.url}/${app.pool}`),
    { redirect_uris: [CALLBACK], client_name: 'A new site', scope: 'openid email' },
    undefined, { execute: [openid.allowInsecureRequests] });
  const { address, checks } = await signIn({ openid, config }, new Browser());
  const tokens = await openid.authorizationCodeGrant(config, address, checks);
  assert.equal(tokens.claims().aud, config.clientMetadata().client_id);
}));

test('a client has a token for itself', withPostern(async (postern, app) => {
  await app.client.send(new sdk.CreateResourceServerCommand({
    UserPoolId: app.pool, Identifier: 'api', Name: 'api',
    Scopes: [{ ScopeName: 'read', ScopeDescription: 'reading' }],
  }));
  const machine = await makeSite(app, {
    AllowedOAuthFlows: ['client_credentials'], AllowedOAuthScopes: ['api/read'],
    CallbackURLs: undefined,
  });
  const { openid, config } = await discover(postern, app, machine.ClientId,
    (library) => library.ClientSecretBasic(machine.ClientSecret));
  const tokens = await openid.clientCredentialsGrant(config, { scope: 'api/read' });
  assert.equal(tokens.expires_in, 3600);
  await assert.rejects(openid.clientCredentialsGrant(config, { scope: 'openid' }),
    { error: 'invalid_scope' });
}));
