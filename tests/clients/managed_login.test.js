// The pages of managed login in a real browser: Chromium signs up, in and out, with an app, a
// passkey, and the policy of each page in force.
'use strict';

const assert = require('node:assert/strict');
const { createHash, randomBytes } = require('node:crypto');
const { once } = require('node:events');
const http = require('node:http');
const test = require('node:test');

const { Chromium, missing } = require('./chromium.js');
const { OTHER_PASSWORD, PASSWORD, addUser, sdk, withPostern } = require('./support.js');
const { Tab } = require('./tab.js');
const { Authenticator } = require('./totp.js');

const skip = missing();

/** An app: a web server whose /back is a callback address, and which remembers what came there. */
class App {
  static async start(postern, { client, pool }) {
    const app = new App();
    app.server = http.createServer((request, response) => app.#answer(request, response));
    await once(app.server.listen(0, '127.0.0.1'), 'listening');
    const { port } = app.server.address();
    Object.assign(app, {
      postern, client, pool, back: `http://localhost:${port}/back`,
      elsewhere: `http://127.0.0.1:${port}/elsewhere`,
      login: `${postern.url.replace('127.0.0.1', 'localhost')}/domains/demo`,
    });
    await client.send(new sdk.CreateUserPoolDomainCommand({ UserPoolId: pool, Domain: 'demo' }));
    return app;
  }

  #answer(request, response) {
    const url = new URL(request.url, this.back);
    if (url.pathname === '/favicon.ico') return void response.writeHead(404).end();
    this.last = { query: url.searchParams, referrer: request.headers.referer };
    if (url.pathname === '/back' && this.goesOn) {
      response.writeHead(302, { Location: this.elsewhere });
      response.end();
      return;
    }
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><title>${url.pathname}</title>`);
  }

  async makeClient(members = {}) {
    const made = await this.client.send(new sdk.CreateUserPoolClientCommand({
      UserPoolId: this.pool, ClientName: 'pages', AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid', 'email'],
      SupportedIdentityProviders: ['COGNITO'], CallbackURLs: [this.back], LogoutURLs: [this.back],
      ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'], ...members,
    }));
    this.clientId = made.UserPoolClient.ClientId;
    this.verifier = randomBytes(32).toString('base64url');
  }

  address(path) {
    return `${this.login}${path}?${new URLSearchParams({
      client_id: this.clientId, response_type: 'code', redirect_uri: this.back, scope: 'openid',
      state: 'kept', code_challenge_method: 'S256',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
    })}`;
  }

  /** What the code that came back is worth. */
  async tokens() {
    assert.equal(this.last.query.get('state'), 'kept');
    const answer = await fetch(`${this.login}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code', client_id: this.clientId, redirect_uri: this.back,
        code: this.last.query.get('code'), code_verifier: this.verifier,
      }),
    });
    assert.equal(answer.status, 200);
    const { id_token: token } = await answer.json();
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Runs `body(app, tab, postern, browser)` with a browser at a login domain. */
const inBrowser = (body) => withPostern(async (postern, { client, pool }) => {
  const app = await App.start(postern, { client, pool });
  const browser = await Chromium.start();
  try {
    await app.makeClient();
    await body(app, await Tab.open(browser), postern, browser);
  } finally {
    await browser.stop();
    app.stop();
  }
});

test('a user signs up, confirms, comes back with tokens, and signs out', { skip }, inBrowser(
  async (app, tab, postern) => {
    await tab.go(app.address('/oauth2/authorize').replace('/oauth2/authorize', '/signup'));
    await tab.submit({
      username: 'ada', 'requiredAttributes[email]': 'ada@example.com', password: PASSWORD,
    });
    assert.equal(await tab.title(), 'Confirm your account');
    await tab.submit({ code: await postern.newestCode() }, '#confirmForm button');
    assert.equal(await tab.title(), '/back', await tab.text());
    const claims = await app.tokens();
    assert.equal(claims['cognito:username'], 'ada');
    // O30: the client is not told where its user was before.
    assert.equal(app.last.referrer, undefined);

    await tab.go(app.address('/oauth2/authorize'));
    assert.equal(await tab.title(), '/back');
    await tab.go(`${app.login}/logout?${new URLSearchParams({
      client_id: app.clientId, logout_uri: app.back,
    })}`);
    assert.equal(await tab.title(), '/back');
    await tab.go(app.address('/login'));
    assert.equal(await tab.title(), 'Sign in');
  }));

test('two tabs sign two users in beside each other', { skip }, inBrowser(
  async (app, tab, postern, browser) => {
    for (const name of ['ada', 'grace']) {
      await app.client.send(new sdk.AdminCreateUserCommand({
        UserPoolId: app.pool, Username: name, MessageAction: 'SUPPRESS',
        TemporaryPassword: PASSWORD,
      }));
    }
    const other = await Tab.open(browser);
    const signIn = async (at, username) => {
      await at.go(app.address('/login'));
      await at.submit({ username, password: PASSWORD });
      assert.equal(await at.title(), 'Choose a new password');
    };
    const finish = async (at, username) => {
      await at.submit({ password: OTHER_PASSWORD });
      assert.equal(await at.title(), '/back', await at.text());
      assert.equal((await app.tokens())['cognito:username'], username);
    };
    await signIn(tab, 'ada');
    await signIn(other, 'grace');
    await finish(tab, 'ada');
    await finish(other, 'grace');
  }));

test('the pages look as their style sheet says, and nothing they do is against their policy',
  { skip }, inBrowser(async (app, tab) => {
    await tab.go(app.address('/login'));
    const shown = await tab.page.evaluate(`({
      button: getComputedStyle(document.querySelector('button')).backgroundColor,
      page: getComputedStyle(document.body).backgroundColor,
      named: document.querySelector('input:not([type=hidden])').labels[0].textContent,
    })`);
    assert.deepEqual(shown,
      { button: 'rgb(31, 95, 191)', page: 'rgb(244, 244, 242)', named: 'Username' });

    await app.client.send(new sdk.SetUICustomizationCommand({
      UserPoolId: app.pool, CSS: '.submitButton-customizable { background-color: #123456; }',
      ImageFile: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADh'
        + 'gGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
    }));
    await tab.go(app.address('/login'));
    assert.deepEqual(await tab.page.evaluate(`({
      button: getComputedStyle(document.querySelector('button')).backgroundColor,
      logo: document.querySelector('img').naturalWidth,
    })`), { button: 'rgb(18, 52, 86)', logo: 1 });
    // O11: nothing written into a page runs, whoever put it there.
    assert.equal(await tab.page.evaluate(`new Promise((done) => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.addEventListener('securitypolicyviolation', () => done(window.ran ?? false));
      document.body.append(script);
    })`), false);
  }));

test('O15: a form on another site does not sign the user in here; O18: nor does a frame show this',
  { skip }, inBrowser(async (app, tab) => {
    await addUser(app, 'ada');
    await tab.go(app.address('/login'));
    const token = await tab.page.evaluate('document.querySelector("[name=_csrf]").value');
    await tab.go(app.elsewhere);
    await tab.page.evaluate(`
      document.body.innerHTML = '<form method="post"><input name="_csrf"><input name="username">'
        + '<input name="password"><button></button></form>';
      document.forms[0].action = ${JSON.stringify(app.address('/login'))}`);
    await tab.submit({ _csrf: token, username: 'ada', password: PASSWORD });
    assert.equal(await tab.title(), 'Something went wrong');

    await tab.go(app.elsewhere);
    const framed = await tab.page.evaluate(`new Promise((done) => {
      const frame = document.createElement('iframe');
      frame.onload = () => { try { done(frame.contentDocument?.title ?? 'refused'); } catch {
        done('refused'); } };
      frame.src = ${JSON.stringify(app.address('/login'))};
      document.body.append(frame);
    })`);
    assert.notEqual(framed, 'Sign in');
  }));

test('an app whose callback goes on to another origin is reached after a form', { skip }, inBrowser(
  async (app, tab) => {
    await addUser(app, 'ada');
    await app.makeClient({ ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] });
    app.goesOn = true;
    await tab.go(app.address('/login'));
    await tab.submit({ username: 'ada', password: PASSWORD });
    assert.equal(await tab.title(), '/elsewhere', await tab.text());
  }));

test('an authenticator app is set up from the picture of its key', { skip }, inBrowser(
  async (app, tab, postern) => {
    await addUser(app, 'ada');
    await app.client.send(new sdk.SetUserPoolMfaConfigCommand({
      UserPoolId: app.pool, MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }));
    await tab.go(app.address('/login'));
    await tab.submit({ username: 'ada', password: PASSWORD });
    assert.equal(await tab.title(), 'Set up a second step');
    await tab.submit({}, '#mfaSetupForm button');
    const { width, secret } = await tab.page.evaluate(`({
      width: document.querySelector('.qr svg').getBoundingClientRect().width,
      secret: document.getElementById('secretCode').textContent,
    })`);
    assert.ok(width > 100);
    const authenticator = new Authenticator(postern, secret);
    await tab.submit({ code: authenticator.code() }, '#mfaSetupForm button');
    assert.equal(await tab.title(), '/back', await tab.text());

    await tab.page.send('Network.clearBrowserCookies');
    await tab.go(app.address('/login'));
    await tab.submit({ username: 'ada', password: PASSWORD });
    assert.equal(await tab.title(), 'Enter the code of your app');
    await tab.submit({ code: await authenticator.freshCode() });
    assert.equal(await tab.title(), '/back', await tab.text());
  }));

test('a passkey is added on its page, and signs in the next time', { skip }, inBrowser(
  async (app, tab) => {
    await addUser(app, 'ada');
    await app.client.send(new sdk.UpdateUserPoolCommand({
      UserPoolId: app.pool, AutoVerifiedAttributes: ['email'],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
    }));
    await app.client.send(new sdk.SetUserPoolMfaConfigCommand({
      UserPoolId: app.pool, WebAuthnConfiguration: { RelyingPartyId: 'localhost' },
    }));
    await tab.page.addAuthenticator();
    await tab.go(app.address('/passkeys/add'));
    assert.equal(await tab.title(), 'Sign in');
    await tab.submit({ username: 'ada' });
    await tab.submit({ password: PASSWORD }, '#passwordForm button');
    assert.equal(await tab.title(), 'Add a passkey', await tab.text());
    await tab.submit({}, '#passkeyForm button');
    assert.equal(await tab.title(), '/back', await tab.text());
    assert.equal((await app.tokens())['cognito:username'], 'ada');

    await tab.page.send('Network.clearBrowserCookies');
    await tab.go(app.address('/login'));
    await tab.submit({ username: 'ada' });
    assert.equal(await tab.title(), 'Choose how to sign in');
    // The next page asks the authenticator by itself, which says yes.
    await tab.submit({}, '[value=WEB_AUTHN]');
    await tab.waitFor('/back');
    assert.equal((await app.tokens())['cognito:username'], 'ada');
  }));
