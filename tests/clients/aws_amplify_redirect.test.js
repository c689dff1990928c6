// aws-amplify's signInWithRedirect in Chromium: through managed login or a provider, and out.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { missing } = require('./chromium.js');
const { startProvider } = require('./oidc_provider.js');
const { APP, SecureFront, bundle } = require('./secure_front.js');
const { PASSWORD, addUser, makeApp, sdk } = require('./support.js');
const { Tab } = require('./tab.js');

const skip = missing();
const DOMAIN = 'demo.auth.us-east-1.amazoncognito.com';
const HOME = `${APP}/`;
const BYE = `${APP}/bye`;
const SCOPES = ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'];

// An app as Amplify's guide has it: what Hub says is kept, for the test to read.
const script = skip || bundle(`
  import { Amplify } from 'aws-amplify';
  import * as auth from 'aws-amplify/auth';
  import 'aws-amplify/auth/enable-oauth-listener';
  import { Hub } from 'aws-amplify/utils';
  const heard = [];
  Hub.listen('auth', ({ payload }) => heard.push(payload));
  Amplify.configure(settings);
  Object.assign(window, {
    auth,
    event: (name) => heard.find((payload) => payload.event === name),
    session: async (options) => {
      const { tokens } = await auth.fetchAuthSession(options);
      return tokens && {
        access: tokens.accessToken.toString(), id: tokens.idToken.payload,
        user: tokens.accessToken.payload.username,
      };
    },
  });`);

/** Runs `body(app)` with a pool at a login domain, and a tab of the app. */
const withApp = (body, issuerBase = undefined) => async () => {
  const front = await SecureFront.start(script, issuerBase);
  try {
    const app = await makeApp(front.postern.client());
    await app.client.send(new sdk.CreateUserPoolDomainCommand({
      UserPoolId: app.pool, Domain: 'demo',
    }));
    await addUser(app, 'ada');
    await body({ ...app, front, postern: front.postern, tab: await Tab.open(front.browser) });
  } finally {
    await front.stop();
  }
};

/** The app comes with a client of its own; `address` says where Cognito is, if not at Cognito. */
async function openApp(app, responseType = 'code', members = {}, address = undefined) {
  const made = await app.client.send(new sdk.CreateUserPoolClientCommand({
    UserPoolId: app.pool, ClientName: 'amplify', AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: [responseType === 'code' ? 'code' : 'implicit'],
    AllowedOAuthScopes: SCOPES, SupportedIdentityProviders: ['COGNITO'],
    CallbackURLs: [HOME], LogoutURLs: [BYE], ...members,
  }));
  app.front.settings = {
    Auth: {
      Cognito: {
        userPoolId: app.pool, userPoolClientId: made.UserPoolClient.ClientId,
        ...(address ? { userPoolEndpoint: address.endpoint } : {}),
        loginWith: {
          oauth: {
            domain: address?.domain ?? DOMAIN, scopes: SCOPES, redirectSignIn: [HOME],
            redirectSignOut: [BYE], responseType,
          },
        },
      },
    },
  };
  await app.tab.go(HOME);
}

const signInWithRedirect = (tab, options = {}) =>
  tab.run(`auth.signInWithRedirect(${JSON.stringify(options)})`);

/** Back in the app, with tokens. */
async function signedIn(tab) {
  await tab.until('window.event?.("signedIn") || window.event?.("signInWithRedirect_failure")');
  assert.equal(await tab.page.evaluate('event("signInWithRedirect_failure")?.data.error.message'),
    undefined);
  assert.equal(await tab.address(), HOME);
  return tab.page.evaluate('session()');
}

/** What the app is told instead. */
const failure = (tab) =>
  tab.until('window.event?.("signInWithRedirect_failure")?.data.error.message');

test('a user signs in through the pages, refreshes, and signs out of app and pages', { skip },
  withApp(async (app) => {
    const { tab } = app;
    await openApp(app);
    const custom = 'where to go on: /orders?id=7&of=ada-lovelace';
    await signInWithRedirect(tab, { customState: custom });
    assert.ok((await tab.address()).startsWith(`https://${DOMAIN}/login?`), await tab.address());
    await tab.submit({ username: 'ada', password: PASSWORD });
    const first = await signedIn(tab);
    assert.equal(first.user, 'ada');
    assert.equal(first.id.email, 'ada@example.com');
    assert.equal(await tab.page.evaluate('event("customOAuthState").data'), custom);
    assert.equal(await tab.page.evaluate('auth.getCurrentUser().then((user) => user.userId)'),
      first.id.sub);
    assert.equal(await tab.page.evaluate('auth.fetchUserAttributes().then((all) => all.email)'),
      'ada@example.com');
    const second = await tab.page.evaluate('session({ forceRefresh: true })');
    assert.notEqual(second.access, first.access);
    assert.equal(second.id.auth_time, first.id.auth_time);

    await tab.run('auth.signOut()');
    await tab.until(`location.href === ${JSON.stringify(BYE)} && window.auth`);
    assert.equal(await tab.page.evaluate('session()'), undefined);
    await tab.go(HOME);
    await signInWithRedirect(tab);
    assert.equal(await tab.title(), 'Sign in');
    // Leaving the pages without signing in is no sign-in.
    await tab.go(HOME);
    assert.equal(await failure(tab), 'User cancelled OAuth flow.');
  }));

test('prompt, loginHint, lang and nonce reach the pages', { skip }, withApp(async (app) => {
  const { tab } = app;
  await openApp(app);
  await signInWithRedirect(tab, { options: { prompt: 'NONE' } });
  assert.equal(await failure(tab), 'No session signs the user in.');
  await signInWithRedirect(tab, { options: { loginHint: 'ada', lang: 'de', nonce: 'n-0S6_Wz' } });
  assert.equal(await tab.title(), 'Anmelden');
  assert.equal(await tab.page.evaluate('document.querySelector("[name=username]").value'), 'ada');
  await tab.submit({ password: PASSWORD });
  assert.equal((await signedIn(tab)).id.nonce, 'n-0S6_Wz');
  // The browser is known to the pages: no question, and none asked for; then one that is.
  await signInWithRedirect(tab, { options: { prompt: 'NONE', nonce: 'another' } });
  assert.equal((await signedIn(tab)).id.nonce, 'another');
  await signInWithRedirect(tab, { options: { prompt: 'LOGIN' } });
  assert.equal(await tab.title(), 'Anmelden');
  await tab.submit({ username: 'ada', password: PASSWORD });
  await signedIn(tab);
}));

test('the implicit grant gives tokens without a refresh token', { skip }, withApp(async (app) => {
  await openApp(app, 'token');
  await signInWithRedirect(app.tab, { customState: 'kept' });
  await app.tab.submit({ username: 'ada', password: PASSWORD });
  assert.equal((await signedIn(app.tab)).user, 'ada');
  assert.equal(await app.tab.page.evaluate('event("customOAuthState").data'), 'kept');
}));

test('own names do as well: the domain has a path then', { skip }, withApp(async (app) => {
  const { tab } = app;
  const host = 'login.app.example';
  await openApp(app, 'code', {}, { endpoint: `https://${host}`, domain: `${host}/domains/demo` });
  await signInWithRedirect(tab);
  await tab.submit({ username: 'ada', password: PASSWORD });
  const { access } = await signedIn(tab);
  assert.notEqual((await tab.page.evaluate('session({ forceRefresh: true })')).access, access);
  await tab.run('auth.signOut()');
  await tab.until(`location.href === ${JSON.stringify(BYE)} && window.auth`);
  await tab.go(HOME);
  await signInWithRedirect(tab);
  assert.equal(await tab.title(), 'Sign in');
}, 'https://login.app.example'));

test('a provider signs a user in, and one who says no there comes back to the app', { skip },
  withApp(async (app) => {
    const { tab } = app;
    const provider = await startProvider(`https://${DOMAIN}/oauth2/idpresponse`,
      { alg: 'RS256', method: 'client_secret_post' });
    try {
      await app.client.send(new sdk.CreateIdentityProviderCommand({
        UserPoolId: app.pool, ProviderName: 'Example', ProviderType: 'OIDC',
        ProviderDetails: {
          authorize_scopes: 'openid email', attributes_request_method: 'GET', ...provider.details,
        },
        IdpIdentifiers: ['example.com'], AttributeMapping: { email: 'email' },
      }));
      await openApp(app, 'code', { SupportedIdentityProviders: ['COGNITO', 'Example'] });

      await signInWithRedirect(tab, { provider: { custom: 'Example' }, customState: 'kept' });
      assert.ok((await tab.address()).startsWith(provider.details.oidc_issuer));
      await tab.run('document.querySelector("a[href$=abort]").click()');
      assert.match(await failure(tab), /denied|aborted/);

      await signInWithRedirect(tab, { provider: { custom: 'Example' }, customState: 'kept' });
      await tab.submit({ login: 'grace', password: 'any' });
      await tab.run('document.querySelector("button[type=submit]").click()');
      const session = await signedIn(tab);
      assert.equal(session.user, 'Example_grace');
      assert.equal(session.id.email, 'grace@example.com');
      assert.equal(await tab.page.evaluate('event("customOAuthState").data'), 'kept');
      // As Amplify's own comment has it, a silent attempt is not tied to a provider.
      await signInWithRedirect(tab, { options: { prompt: 'NONE' } });
      assert.equal((await signedIn(tab)).user, 'Example_grace');

      await tab.run('auth.signOut()');
      await tab.until(`location.href === ${JSON.stringify(BYE)} && window.auth`);
      await tab.go(HOME);
      await signInWithRedirect(tab, { provider: { idpIdentifier: 'example.com' } });
      // Its own session is the provider's affair: there nobody asks again.
      assert.equal((await signedIn(tab)).user, 'Example_grace');
    } finally {
      provider.stop();
    }
  }));
