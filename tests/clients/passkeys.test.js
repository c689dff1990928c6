// Passkeys in a real browser: Chromium with a virtual authenticator registers them and signs in.
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const test = require('node:test');

const { Chromium, missing } = require('./chromium.js');
const { addUser, sdk, signIn, withPostern } = require('./support.js');

const skip = missing();

/** A page on an origin of this machine, and Chromium on it with an authenticator. */
async function withBrowser(body) {
  const server = http.createServer((_, response) => response.end('<!doctype html><title>app</title>'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const browser = await Chromium.start();
  try {
    const page = await browser.openPage(`http://localhost:${server.address().port}/`);
    await body(page);
  } finally {
    await browser.stop();
    server.closeAllConnections();
    server.close();
  }
}

/** A pool that takes passkeys of localhost, with a client that offers the choice. */
async function allowPasskeys(app, webAuthn = {}) {
  await app.client.send(new sdk.UpdateUserPoolCommand({
    UserPoolId: app.pool, AutoVerifiedAttributes: ['email'],
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
  }));
  await app.client.send(new sdk.SetUserPoolMfaConfigCommand({
    UserPoolId: app.pool, WebAuthnConfiguration: { RelyingPartyId: 'localhost', ...webAuthn },
  }));
  await app.client.send(new sdk.UpdateUserPoolClientCommand({
    UserPoolId: app.pool, ClientId: app.clientId,
    ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
  }));
}

async function register(app, page, token) {
  const { CredentialCreationOptions } = await app.client.send(
    new sdk.StartWebAuthnRegistrationCommand({ AccessToken: token }));
  const credential = await page.createCredential(CredentialCreationOptions);
  await app.client.send(new sdk.CompleteWebAuthnRegistrationCommand({
    AccessToken: token, Credential: credential,
  }));
  return credential;
}

async function askForPasskey(app, name) {
  const asked = await app.client.send(new sdk.InitiateAuthCommand({
    ClientId: app.clientId, AuthFlow: 'USER_AUTH',
    AuthParameters: { USERNAME: name, PREFERRED_CHALLENGE: 'WEB_AUTHN' },
  }));
  assert.equal(asked.ChallengeName, 'WEB_AUTHN');
  return asked;
}

const optionsOf = (asked) => JSON.parse(asked.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS);

function answer(app, asked, name, credential) {
  return app.client.send(new sdk.RespondToAuthChallengeCommand({
    ClientId: app.clientId, ChallengeName: 'WEB_AUTHN', Session: asked.Session,
    ChallengeResponses: { USERNAME: name, CREDENTIAL: JSON.stringify(credential) },
  }));
}

test('a passkey made in Chromium signs in, again and again', { skip }, withPostern(
  async (_, app) => withBrowser(async (page) => {
    await allowPasskeys(app);
    await addUser(app, 'ada');
    const authenticator = await page.addAuthenticator();
    const token = (await signIn(app, 'ada')).AccessToken;
    const made = await register(app, page, token);

    const { Credentials } = await app.client.send(
      new sdk.ListWebAuthnCredentialsCommand({ AccessToken: token }));
    assert.deepEqual(Credentials.map((shown) => shown.CredentialId), [made.id]);
    assert.equal(Credentials[0].AuthenticatorAttachment, 'platform');
    assert.deepEqual(Credentials[0].AuthenticatorTransports, ['internal']);

    for (let round = 0; round < 2; ++round) {
      const asked = await askForPasskey(app, 'ada');
      const { AuthenticationResult } =
        await answer(app, asked, 'ada', await page.getCredential(optionsOf(asked)));
      const user = await app.client.send(
        new sdk.GetUserCommand({ AccessToken: AuthenticationResult.AccessToken }));
      assert.equal(user.Username, 'ada');
    }

    // W07: the authenticator counts; what it signed before is refused, even to a new challenge.
    const { credentials: [kept] } =
      await page.send('WebAuthn.getCredentials', { authenticatorId: authenticator });
    assert.equal(kept.signCount, 3);
    await page.send('WebAuthn.removeCredential',
      { authenticatorId: authenticator, credentialId: kept.credentialId });
    await page.send('WebAuthn.addCredential',
      { authenticatorId: authenticator, credential: { ...kept, signCount: 1 } });
    const cloned = await askForPasskey(app, 'ada');
    await assert.rejects(
      answer(app, cloned, 'ada', await page.getCredential(optionsOf(cloned))),
      sdk.NotAuthorizedException);
  })));

test('W09: Chromium makes no second passkey on an authenticator that has one', { skip },
  withPostern(async (_, app) => withBrowser(async (page) => {
    await allowPasskeys(app);
    await addUser(app, 'ada');
    await page.addAuthenticator();
    const token = (await signIn(app, 'ada')).AccessToken;
    const made = await register(app, page, token);
    await assert.rejects(register(app, page, token), /InvalidStateError/);
    await app.client.send(new sdk.DeleteWebAuthnCredentialCommand({
      AccessToken: token, CredentialId: made.id,
    }));
    await register(app, page, token);
  })));

test('W06: a pool that demands verification gets no passkey from who cannot verify', { skip },
  withPostern(async (_, app) => withBrowser(async (page) => {
    await allowPasskeys(app, { UserVerification: 'required' });
    await addUser(app, 'ada');
    await page.addAuthenticator({ hasUserVerification: false, isUserVerified: false });
    const token = (await signIn(app, 'ada')).AccessToken;
    await assert.rejects(register(app, page, token), /NotAllowedError|ConstraintError/);
  })));

test('W01: a relying party of another name is nobody on this page', { skip }, withPostern(
  async (_, app) => withBrowser(async (page) => {
    await allowPasskeys(app, { RelyingPartyId: 'example.com' });
    await addUser(app, 'ada');
    await page.addAuthenticator();
    const token = (await signIn(app, 'ada')).AccessToken;
    await assert.rejects(register(app, page, token), /SecurityError/);

    // What Chromium made for localhost is not taken for example.com.
    const { CredentialCreationOptions: options } = await app.client.send(
      new sdk.StartWebAuthnRegistrationCommand({ AccessToken: token }));
    const elsewhere = { ...options, rp: { id: 'localhost', name: 'localhost' } };
    await assert.rejects(app.client.send(new sdk.CompleteWebAuthnRegistrationCommand({
      AccessToken: token, Credential: await page.createCredential(elsewhere),
    })), sdk.WebAuthnOriginNotAllowedException);
  })));
