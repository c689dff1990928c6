// amazon-cognito-identity-js beside signing in: sessions kept in storage, attributes, settings of
// second factors, devices by key, and the flows without SRP.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { OTHER_PASSWORD, PASSWORD, addUser, installed, sdk, withPostern } = require('./support.js');

const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } =
  installed('amazon-cognito-identity-js');

/** The promise of a function that wants (error, value); of one that wants callbacks. */
const asked = (ask) => new Promise((resolve, reject) => {
  ask((error, value) => (error ? reject(error) : resolve(value)));
});
const called = (call) => new Promise((onSuccess, onFailure) => { call({ onSuccess, onFailure }); });

const poolOf = (postern, app, members = {}) => new CognitoUserPool({
  UserPoolId: app.pool, ClientId: app.clientId, endpoint: postern.url, ...members,
});
const userOf = (pool, name = 'ada') => new CognitoUser({ Username: name, Pool: pool });
const authenticate = (user, password = PASSWORD) => called((callbacks) => user.authenticateUser(
  new AuthenticationDetails({ Username: user.getUsername(), Password: password }), callbacks));
const attribute = (Name, Value) => new CognitoUserAttribute({ Name, Value });

test('another code is sent to who signs up; the user may leave an alias behind', withPostern(
  async (postern, app) => {
    const pool = poolOf(postern, app);
    await asked((done) => pool.signUp('ada', PASSWORD, [attribute('email', 'ada@example.com')],
      [attribute('from', 'tests')], done, { campaign: 'spring' }));
    const user = userOf(pool);
    const first = await postern.newestCode();
    const sent = await asked((done) => user.resendConfirmationCode(done));
    assert.equal(sent.CodeDeliveryDetails.Destination, 'a***@e***');
    assert.notEqual(await postern.newestCode(), first);
    await assert.rejects(asked((done) => user.confirmRegistration(first, true, done)), {
      code: 'CodeMismatchException',
    });
    await asked(async (done) => user.confirmRegistration(await postern.newestCode(), true, done));
    assert.ok((await authenticate(user)).isValid());
  },
));

test('a session is found in storage again, and is gone after signing out', withPostern(
  async (postern, app) => {
    await addUser(app, 'ada');
    const first = userOf(poolOf(postern, app));
    const session = await authenticate(first);
    const later = poolOf(postern, app).getCurrentUser();
    const found = await asked((done) => later.getSession(done));
    assert.equal(found.getAccessToken().getJwtToken(), session.getAccessToken().getJwtToken());
    const data = await asked((done) => later.getUserData(done, { bypassCache: true }));
    assert.equal(data.Username, 'ada');
    // It revokes its refresh token.
    await new Promise((done) => { later.signOut(done); });
    assert.equal(poolOf(postern, app).getCurrentUser(), null);
    await assert.rejects(asked((done) => first.refreshSession(session.getRefreshToken(), done)), {
      code: 'NotAuthorizedException', message: 'Refresh Token has been revoked',
    });
  },
));

test('attributes are removed, and an address verified on request', withPostern(
  async (postern, app) => {
    await addUser(app, 'ada');
    const user = userOf(poolOf(postern, app));
    await authenticate(user);
    await asked((done) => user.updateAttributes(
      [attribute('nickname', 'countess'), attribute('email', 'new@example.com')], done));
    await asked((done) => user.deleteAttributes(['nickname'], done));
    const details = await new Promise((resolve, reject) => {
      user.getAttributeVerificationCode('email', {
        onSuccess: resolve, onFailure: reject, inputVerificationCode: resolve,
      });
    });
    assert.equal(details.CodeDeliveryDetails.AttributeName, 'email');
    const code = await postern.newestCode();
    await called((callbacks) => user.verifyAttribute('email', code, callbacks));
    const names = (await asked((done) => user.getUserAttributes(done))).map((one) => one.getName());
    assert.ok(names.includes('email_verified'));
    assert.ok(!names.includes('nickname'));
  },
));

test('text messages are switched on and off the old way, and asked for', withPostern(
  async (postern, app) => {
    await app.client.send(new sdk.SetUserPoolMfaConfigCommand({
      UserPoolId: app.pool, MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: { SmsConfiguration: {
        SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' } },
    }));
    await addUser(app, 'ada');
    await app.client.send(new sdk.AdminUpdateUserAttributesCommand({
      UserPoolId: app.pool, Username: 'ada',
      UserAttributes: [{ Name: 'phone_number', Value: '+15550109876' },
        { Name: 'phone_number_verified', Value: 'true' }],
    }));
    const user = userOf(poolOf(postern, app));
    await authenticate(user);
    assert.equal(await asked((done) => user.enableMFA(done)), 'SUCCESS');
    assert.deepEqual(await asked((done) => user.getMFAOptions(done)), [
      { AttributeName: 'phone_number', DeliveryMedium: 'SMS' },
    ]);
    const again = userOf(poolOf(postern, app));
    const details = new AuthenticationDetails({ Username: 'ada', Password: PASSWORD });
    await new Promise((resolve, reject) => {
      again.authenticateUser(details, {
        onFailure: reject, onSuccess: () => reject(new Error('not asked')), mfaRequired: resolve,
      });
    });
    const code = await postern.newestCode();
    await called((callbacks) => again.sendMFACode(code, callbacks));
    assert.equal(await asked((done) => again.disableMFA(done)), 'SUCCESS');
    assert.ok((await authenticate(userOf(poolOf(postern, app)))).isValid());
  },
));

test('a device is forgotten by its key', withPostern(async (postern, app) => {
  await app.client.send(new sdk.UpdateUserPoolCommand({
    UserPoolId: app.pool, AutoVerifiedAttributes: ['email'], DeviceConfiguration: {
      ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: false },
  }));
  await addUser(app, 'ada');
  const user = userOf(poolOf(postern, app));
  const session = await authenticate(user);
  const key = session.getAccessToken().payload.device_key;
  assert.ok(key);
  await called((callbacks) => user.forgetSpecificDevice(key, callbacks));
  const { Devices } = await called((callbacks) => user.listDevices(10, null, callbacks));
  assert.deepEqual(Devices, []);
}));

test('USER_PASSWORD_AUTH signs in, and a wrong password does not', withPostern(
  async (postern, app) => {
    await addUser(app, 'ada');
    const user = userOf(poolOf(postern, app));
    user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
    await assert.rejects(authenticate(user, OTHER_PASSWORD), { code: 'NotAuthorizedException' });
    assert.ok((await authenticate(user)).isValid());
  },
));
