// oidc-client-ts, which AWS's quick start for web apps is made of, in Chromium: a user signs in on
// the pages, is renewed by refresh token and in a frame, and signs out.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { missing } = require('./chromium.js');
const { APP, ISSUER_BASE, SecureFront, bundle } = require('./secure_front.js');
const { PASSWORD, addUser, makeApp, sdk } = require('./support.js');
const { Tab } = require('./tab.js');

const skip = missing();
const BACK = `${APP}/back`;
const RENEWED = `${APP}/renewed`;
const BYE = `${APP}/bye`;

const script = skip || bundle(`
  import { UserManager } from 'oidc-client-ts';
  const manager = new UserManager(settings.manager);
  Object.assign(window, {
    manager,
    shown: (user) => user && { access: user.access_token, refresh: user.refresh_token,
      profile: user.profile, state: user.state },
    refused: (promise) => promise.then(() => 'done', (error) => error.error ?? error.message),
  });
  if (location.pathname === '/back') {
    manager.signinCallback().then((user) => { window.back = shown(user); },
      (error) => { window.back = error.message; });
  }
  if (location.pathname === '/renewed') manager.signinCallback();`);

/** Runs `body(app)` with a pool whose login domain is `domain`, and a tab of the app. */
const withApp = (domain, body) => async () => {
  const front = await SecureFront.start(script);
  try {
    const app = await makeApp(front.postern.client());
    await app.client.send(new sdk.CreateUserPoolDomainCommand({
      UserPoolId: app.pool, Domain: domain, ...(domain.includes('.') ? {
        CustomDomainConfig: {
          CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/'
            + '12345678-1234-1234-1234-123456789012',
        },
      } : {}),
    }));
    await addUser(app, 'ada');
    const made = await app.client.send(new sdk.CreateUserPoolClientCommand({
      UserPoolId: app.pool, ClientName: 'spa', AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid', 'email'],
      SupportedIdentityProviders: ['COGNITO'], CallbackURLs: [BACK, RENEWED], LogoutURLs: [BYE],
    }));
    const clientId = made.UserPoolClient.ClientId;
    front.settings = {
      manager: {
        authority: `${ISSUER_BASE}/${app.pool}`, client_id: clientId, redirect_uri: BACK,
        silent_redirect_uri: RENEWED, response_type: 'code', scope: 'email openid',
        automaticSilentRenew: false, loadUserInfo: true, revokeTokenTypes: ['refresh_token'],
        silentRequestTimeoutInSeconds: 5,
      },
    };
    await body({ ...app, clientId, tab: await Tab.open(front.browser) });
  } finally {
    await front.stop();
  }
};

async function signIn({ tab }) {
  await tab.go(`${APP}/`);
  await tab.run('manager.signinRedirect({ state: { page: 7 } })');
  assert.equal(await tab.title(), 'Sign in');
  await tab.submit({ username: 'ada', password: PASSWORD });
  return tab.until('window.back');
}

test('a user signs in, is renewed by refresh token, and signs out as in the quick start', { skip },
  withApp('demo', async (app) => {
    const { tab } = app;
    const user = await signIn(app);
    assert.equal(user.profile.email, 'ada@example.com');
    assert.equal(user.profile['cognito:username'], 'ada');
    assert.deepEqual(user.state, { page: 7 });
    const renewed = await tab.page.evaluate('manager.signinSilent().then(shown)');
    assert.notEqual(renewed.access, user.access);
    assert.equal(renewed.profile.sub, user.profile.sub);

    await tab.page.evaluate('manager.revokeTokens()');
    await tab.page.evaluate(`manager.getUser().then((user) => {
      user.refresh_token = ${JSON.stringify(user.refresh)}; return manager.storeUser(user); })`);
    assert.equal(await tab.page.evaluate('refused(manager.signinSilent())'), 'invalid_grant');

    await tab.page.evaluate('manager.removeUser()');
    await tab.run(`location.href = 'https://demo.auth.us-east-1.amazoncognito.com/logout?client_id='
      + ${JSON.stringify(app.clientId)} + '&logout_uri=' + encodeURIComponent('${BYE}')`);
    assert.equal(await tab.address(), BYE);
    await signIn(app);
  }));

test('a frame renews on a domain of the same site, until the user has signed out', { skip },
  withApp('login.app.example', async (app) => {
    const { tab } = app;
    const user = await signIn(app);
    // Without a refresh token the library asks in a frame, with prompt=none.
    const inFrame = `manager.getUser().then((user) => {
      user.refresh_token = undefined; return manager.storeUser(user);
    }).then(() => manager.signinSilent())`;
    const renewed = await tab.page.evaluate(`${inFrame}.then(shown)`);
    assert.notEqual(renewed.access, user.access);
    assert.equal(renewed.profile.sub, user.profile.sub);

    await tab.run(`manager.signoutRedirect({ extraQueryParams: {
      client_id: ${JSON.stringify(app.clientId)}, logout_uri: '${BYE}' } })`);
    assert.equal(await tab.address(), BYE);
    await tab.page.evaluate(`manager.storeUser(new (class { toStorageString() {
      return ${JSON.stringify(JSON.stringify({ access_token: 'any', profile: user.profile,
    token_type: 'Bearer' }))}; } })())`);
    assert.equal(await tab.page.evaluate('refused(manager.signinSilent())'), 'login_required');
  }));

test('O18: in a frame of another site the pages know nobody', { skip },
  withApp('demo', async (app) => {
    await signIn(app);
    assert.equal(await app.tab.page.evaluate(`manager.getUser().then((user) => {
      user.refresh_token = undefined; return manager.storeUser(user);
    }).then(() => refused(manager.signinSilent()))`), 'login_required');
  }));
