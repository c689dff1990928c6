// amazon-cognito-identity-js: authenticator apps, text messages, and choosing between them.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { PASSWORD, addUser, installed, sdk, withPostern } = require('./support.js');
const { Authenticator } = require('./totp.js');

const { AuthenticationDetails, CognitoUser, CognitoUserPool } =
  installed('amazon-cognito-identity-js');

async function setMfa(app, mode) {
  await app.client.send(new sdk.UpdateUserPoolCommand({
    UserPoolId: app.pool, AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
  }));
  await app.client.send(new sdk.SetUserPoolMfaConfigCommand({
    UserPoolId: app.pool, MfaConfiguration: mode,
    SmsMfaConfiguration: { SmsConfiguration: {
      SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' } },
    SoftwareTokenMfaConfiguration: { Enabled: true },
  }));
}

function addPhone(app, name) {
  return app.client.send(new sdk.AdminUpdateUserAttributesCommand({
    UserPoolId: app.pool, Username: name,
    UserAttributes: [{ Name: 'phone_number', Value: '+15550109876' }],
  }));
}

function userOf(postern, app, name) {
  const pool = new CognitoUserPool({
    UserPoolId: app.pool, ClientId: app.clientId, endpoint: postern.url,
  });
  return new CognitoUser({ Username: name, Pool: pool });
}

/** What came of a call with the package's callbacks: ['onSuccess', session] and the like. */
const cameOf = (call) => new Promise((resolve, reject) => {
  const callbacks = { onFailure: reject };
  for (const name of [
    'associateSecretCode', 'mfaRequired', 'mfaSetup', 'onSuccess', 'selectMFAType', 'totpRequired',
  ]) {
    callbacks[name] = (value, parameters) => resolve([name, value, parameters]);
  }
  call(callbacks);
});

const asked = (ask) => new Promise((resolve, reject) => {
  ask((error, value) => (error ? reject(error) : resolve(value)));
});

function authenticate(user) {
  const details = new AuthenticationDetails({ Username: user.getUsername(), Password: PASSWORD });
  return cameOf((callbacks) => user.authenticateUser(details, callbacks));
}

test('an app is registered by a signed-in user and asked for', withPostern(async (postern, app) => {
  await setMfa(app, 'OPTIONAL');
  await addUser(app, 'ada');
  const user = userOf(postern, app, 'ada');
  assert.equal((await authenticate(user))[0], 'onSuccess');
  const [, secret] = await cameOf((callbacks) => user.associateSoftwareToken(callbacks));
  const phone = new Authenticator(postern, secret);
  const [verified] = await cameOf(
    (callbacks) => user.verifySoftwareToken(phone.code(), 'phone', callbacks));
  assert.equal(verified, 'onSuccess');
  await asked((done) => user.setUserMfaPreference(
    null, { PreferredMfa: true, Enabled: true }, done));

  const again = userOf(postern, app, 'ada');
  assert.equal((await authenticate(again))[0], 'totpRequired');
  await assert.rejects(
    cameOf((callbacks) => again.sendMFACode('nonsense', callbacks, 'SOFTWARE_TOKEN_MFA')),
    { code: 'CodeMismatchException' });
  const code = await phone.freshCode();
  const [done, session] = await cameOf(
    (callbacks) => again.sendMFACode(code, callbacks, 'SOFTWARE_TOKEN_MFA'));
  assert.equal(done, 'onSuccess');
  assert.equal(session.getIdToken().payload['cognito:username'], 'ada');
  const { PreferredMfaSetting } = await asked((next) => again.getUserData(next));
  assert.equal(PreferredMfaSetting, 'SOFTWARE_TOKEN_MFA');
}));

test('who must have a factor sets up an app while signing in', withPostern(async (postern, app) => {
  await setMfa(app, 'ON');
  await addUser(app, 'ada');
  const user = userOf(postern, app, 'ada');
  const [what, , parameters] = await authenticate(user);
  assert.equal(what, 'mfaSetup');
  assert.deepEqual(JSON.parse(parameters.MFAS_CAN_SETUP), ['SOFTWARE_TOKEN_MFA']);
  const [, secret] = await cameOf((callbacks) => user.associateSoftwareToken(callbacks));
  const phone = new Authenticator(postern, secret);
  await assert.rejects(
    cameOf((callbacks) => user.verifySoftwareToken('000000', 'phone', callbacks)),
    { code: 'EnableSoftwareTokenMFAException' });
  const [done, session] = await cameOf(
    (callbacks) => user.verifySoftwareToken(phone.code(), 'phone', callbacks));
  assert.equal(done, 'onSuccess');
  assert.ok(session.isValid());
}));

test('a text message is the second factor', withPostern(async (postern, app) => {
  await setMfa(app, 'ON');
  await addUser(app, 'ada');
  await addPhone(app, 'ada');
  const user = userOf(postern, app, 'ada');
  await app.client.send(new sdk.AdminSetUserMFAPreferenceCommand({
    UserPoolId: app.pool, Username: 'ada', SMSMfaSettings: { Enabled: true, PreferredMfa: true },
  }));
  const [what, , parameters] = await authenticate(user);
  assert.equal(what, 'mfaRequired');
  assert.equal(parameters.CODE_DELIVERY_DESTINATION, '+*******9876');
  const code = await postern.newestCode();
  const [done] = await cameOf((callbacks) => user.sendMFACode(code, callbacks));
  assert.equal(done, 'onSuccess');
}));

test('the user chooses one of two factors', withPostern(async (postern, app) => {
  await setMfa(app, 'OPTIONAL');
  await addUser(app, 'ada');
  await addPhone(app, 'ada');
  const user = userOf(postern, app, 'ada');
  await authenticate(user);
  const [, secret] = await cameOf((callbacks) => user.associateSoftwareToken(callbacks));
  const phone = new Authenticator(postern, secret);
  await cameOf((callbacks) => user.verifySoftwareToken(phone.code(), 'phone', callbacks));
  await asked((done) => user.setUserMfaPreference(
    { PreferredMfa: false, Enabled: true }, { PreferredMfa: false, Enabled: true }, done));

  for (const [choice, then] of [
    ['SMS_MFA', 'mfaRequired'], ['SOFTWARE_TOKEN_MFA', 'totpRequired'],
  ]) {
    const again = userOf(postern, app, 'ada');
    const [what, , parameters] = await authenticate(again);
    assert.equal(what, 'selectMFAType');
    assert.deepEqual(JSON.parse(parameters.MFAS_CAN_CHOOSE), ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']);
    const [asks] = await cameOf((callbacks) => again.sendMFASelectionAnswer(choice, callbacks));
    assert.equal(asks, then);
    const code = choice === 'SMS_MFA' ? await postern.newestCode() : await phone.freshCode();
    const [done] = await cameOf((callbacks) => again.sendMFACode(code, callbacks, choice));
    assert.equal(done, 'onSuccess');
  }
}));
