// oidc-provider, an OpenID Connect provider that nobody here wrote, signs users in to a pool.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { Browser } = require('./browser.js');
const { startProvider } = require('./oidc_provider.js');
const { PASSWORD, Postern, addUser, importInstalled, makeApp, sdk, withPostern } =
  require('./support.js');

const CALLBACK = 'https://app.example/callback';

/** Signs in at the provider's own pages. */
async function signInThere(browser, page) {
  const action = (html) => html.match(/action="([^"]+)"/)[1];
  const consent = await browser.go(new URL(action(page.body), page.url).href, CALLBACK,
    { prompt: 'login', login: 'ada', password: 'any' });
  if (!consent.body) return consent;
  return browser.go(new URL(action(consent.body), consent.url).href, CALLBACK,
    { prompt: 'consent' });
}

/** A domain, a provider of those details, and a client whose users sign in there. */
async function makeFederation(postern, app, details) {
  await app.client.send(new sdk.CreateUserPoolDomainCommand({
    UserPoolId: app.pool, Domain: 'demo',
  }));
  await app.client.send(new sdk.CreateIdentityProviderCommand({
    UserPoolId: app.pool, ProviderName: 'Example', ProviderType: 'OIDC',
    ProviderDetails: {
      authorize_scopes: 'openid email', attributes_request_method: 'GET', ...details,
    },
    AttributeMapping: { email: 'email', email_verified: 'email_verified', name: 'name' },
  }));
  const made = await app.client.send(new sdk.CreateUserPoolClientCommand({
    UserPoolId: app.pool, ClientName: 'federated', SupportedIdentityProviders: ['Example'],
    CallbackURLs: [CALLBACK], AllowedOAuthFlows: ['code'], AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
  }));
  const clientId = made.UserPoolClient.ClientId;
  const query = new URLSearchParams({
    response_type: 'code', client_id: clientId, redirect_uri: CALLBACK, state: 'abc',
    nonce: 'of-the-app',
  });
  return { clientId, start: `${postern.url}/domains/demo/oauth2/authorize?${query}` };
}

async function redeem(postern, clientId, address) {
  const back = new URL(address).searchParams;
  assert.equal(back.get('error_description'), null);
  assert.equal(back.get('state'), 'abc');
  const response = await fetch(`${postern.url}/domains/demo/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code', client_id: clientId, code: back.get('code'),
      redirect_uri: CALLBACK,
    }),
  });
  assert.equal(response.status, 200);
  return response.json();
}

for (const options of [
  { alg: 'RS256', method: 'client_secret_post' },
  { alg: 'ES256', method: 'client_secret_basic' },
]) {
  test(`oidc-provider signs users in with ${options.alg} and ${options.method}`,
    withPostern(async (postern, app) => {
      const provider = await startProvider(
        `${postern.url}/domains/demo/oauth2/idpresponse`, options);
      try {
        const { decodeJwt } = await importInstalled('jose');
        const { clientId, start } = await makeFederation(postern, app, provider.details);
        const browser = new Browser();
        const page = await browser.go(start, CALLBACK);
        assert.ok(page.url.startsWith(provider.details.oidc_issuer), page.url);
        const tokens = await redeem(postern, clientId, (await signInThere(browser, page)).url);
        const claims = decodeJwt(tokens.id_token);
        assert.equal(claims['cognito:username'], 'Example_ada');
        assert.equal(claims.email, 'ada@example.com');
        assert.equal(claims.email_verified, true);
        assert.equal(claims.nonce, 'of-the-app');
        assert.deepEqual(claims['cognito:groups'], [`${app.pool}_Example`]);
        const user = await app.client.send(new sdk.GetUserCommand({
          AccessToken: tokens.access_token,
        }));
        assert.equal(user.Username, 'Example_ada');
        // Here the browser is known; at another client of the pool it would be, too.
        assert.match((await browser.go(start, CALLBACK)).url, /code=/);
        await assert.rejects(app.client.send(new sdk.InitiateAuthCommand({
          ClientId: app.clientId, AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'Example_ada', PASSWORD },
        })), { name: 'NotAuthorizedException' });
      } finally {
        provider.stop();
      }
    }));
}

test('a user who says no at oidc-provider is sent back to the application',
  withPostern(async (postern, app) => {
    const provider = await startProvider(`${postern.url}/domains/demo/oauth2/idpresponse`,
      { alg: 'RS256', method: 'client_secret_post' });
    try {
      const { start } = await makeFederation(postern, app, provider.details);
      const browser = new Browser();
      const page = await browser.go(start, CALLBACK);
      const back = await browser.go(`${page.url}/abort`, CALLBACK);
      assert.equal(new URL(back.url).searchParams.get('error'), 'access_denied');
      assert.equal(new URL(back.url).searchParams.get('state'), 'abc');
    } finally {
      provider.stop();
    }
  }));

/** What the one form of a page posts, with `values` filled in. */
function filled(html, values) {
  const form = {};
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const name = input.match(/ name="([^"]*)"/)?.[1];
    if (name) form[name] = input.match(/ value="([^"]*)"/)?.[1] ?? '';
  }
  return { ...form, ...values };
}

/** A pool of another Postern whose users sign in at `callback`. */
async function makeUpstream(other, callback) {
  const app = await makeApp(other.client());
  await addUser(app, 'grace');
  await app.client.send(new sdk.CreateUserPoolDomainCommand({
    UserPoolId: app.pool, Domain: 'upstream',
  }));
  const made = await app.client.send(new sdk.CreateUserPoolClientCommand({
    UserPoolId: app.pool, ClientName: 'downstream', GenerateSecret: true,
    SupportedIdentityProviders: ['COGNITO'], CallbackURLs: [callback], ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH'],
    AllowedOAuthFlows: ['code'], AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid', 'email'],
  }));
  const { ClientId, ClientSecret } = made.UserPoolClient;
  return { client_id: ClientId, client_secret: ClientSecret,
    oidc_issuer: `${other.url}/${app.pool}` };
}

test('a pool of one Postern signs users in to a pool of another',
  withPostern(async (postern, app) => {
    const other = await Postern.start();
    try {
      const { decodeJwt } = await importInstalled('jose');
      const { clientId, start } = await makeFederation(postern, app,
        await makeUpstream(other, `${postern.url}/domains/demo/oauth2/idpresponse`));
      const browser = new Browser();
      const page = await browser.go(start, CALLBACK);
      assert.ok(page.url.startsWith(`${other.url}/domains/upstream/login?`), page.url);
      const action = page.body.match(/<form[^>]* action="([^"]*)"/)[1].replaceAll('&amp;', '&');
      const back = await browser.go(new URL(action, page.url).href, CALLBACK,
        filled(page.body, { username: 'grace', password: PASSWORD }));
      const claims = decodeJwt((await redeem(postern, clientId, back.url)).id_token);
      assert.match(claims['cognito:username'], /^Example_[0-9a-f-]{36}$/);
      assert.equal(claims.email, 'grace@example.com');
      assert.equal(claims.email_verified, true);
    } finally {
      await other.stop();
    }
  }));
