// amazon-cognito-identity-js, what browsers sign in with: SRP, first passwords, refresh, sign-out.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { OTHER_PASSWORD, PASSWORD, addUser, installed, sdk, withPostern } = require('./support.js');

const {
  AuthenticationDetails, CognitoRefreshToken, CognitoUser, CognitoUserAttribute, CognitoUserPool,
} = installed('amazon-cognito-identity-js');

function poolOf(postern, app) {
  return new CognitoUserPool({
    UserPoolId: app.pool, ClientId: app.clientId, endpoint: postern.url,
  });
}

const userOf = (pool, name) => new CognitoUser({ Username: name, Pool: pool });

/** The promise of a function that wants (error, value). */
const asked = (ask) => new Promise((resolve, reject) => {
  ask((error, value) => (error ? reject(error) : resolve(value)));
});

/** Signs in; resolves to the session, or to what the new password must come with. */
function authenticate(user, password) {
  const details = new AuthenticationDetails({ Username: user.getUsername(), Password: password });
  return new Promise((resolve, reject) => {
    user.authenticateUser(details, {
      onSuccess: (session) => resolve({ session }),
      onFailure: reject,
      newPasswordRequired: (given, required) => resolve({ given, required }),
    });
  });
}

test('a user signs up, confirms and signs in with SRP', withPostern(async (postern, app) => {
  const pool = poolOf(postern, app);
  const email = new CognitoUserAttribute({ Name: 'email', Value: 'ada@example.com' });
  const made = await asked((done) => pool.signUp('ada', PASSWORD, [email], null, done));
  assert.equal(made.userConfirmed, false);
  const user = userOf(pool, 'ada');
  await assert.rejects(authenticate(user, PASSWORD), { code: 'UserNotConfirmedException' });
  const code = await postern.newestCode();
  await asked((done) => user.confirmRegistration(code, false, done));
  const { session } = await authenticate(user, PASSWORD);
  assert.ok(session.isValid());
  assert.equal(session.getIdToken().payload.email, 'ada@example.com');
  const attributes = await asked((done) => user.getUserAttributes(done));
  assert.ok(attributes.some((one) => one.getName() === 'sub' && one.getValue() === made.userSub));
}));

test('a wrong password is refused, the right one is not', withPostern(async (postern, app) => {
  await addUser(app, 'ada');
  const user = userOf(poolOf(postern, app), 'ada');
  await assert.rejects(authenticate(user, OTHER_PASSWORD), {
    code: 'NotAuthorizedException', message: 'Incorrect username or password.',
  });
  assert.ok((await authenticate(user, PASSWORD)).session.isValid());
}));

test('a temporary password is replaced', withPostern(async (postern, app) => {
  await app.client.send(new sdk.AdminCreateUserCommand({
    UserPoolId: app.pool, Username: 'ada', TemporaryPassword: OTHER_PASSWORD,
    UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }], MessageAction: 'SUPPRESS',
  }));
  const user = userOf(poolOf(postern, app), 'ada');
  const { given, required } = await authenticate(user, OTHER_PASSWORD);
  assert.equal(given.email, 'ada@example.com');
  assert.deepEqual(required, []);
  const session = await new Promise((onSuccess, onFailure) => {
    user.completeNewPasswordChallenge(PASSWORD, {}, { onSuccess, onFailure });
  });
  assert.ok(session.isValid());
  assert.ok((await authenticate(user, PASSWORD)).session.isValid());
}));

test('a session is refreshed until a global sign-out', withPostern(async (postern, app) => {
  await addUser(app, 'ada');
  const user = userOf(poolOf(postern, app), 'ada');
  const { session } = await authenticate(user, PASSWORD);
  const refresh = new CognitoRefreshToken({ RefreshToken: session.getRefreshToken().getToken() });
  const renewed = await asked((done) => user.refreshSession(refresh, done));
  assert.notEqual(renewed.getAccessToken().getJwtToken(), session.getAccessToken().getJwtToken());
  await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
  await assert.rejects(asked((done) => user.refreshSession(refresh, done)), {
    code: 'NotAuthorizedException', message: 'Refresh Token has been revoked',
  });
  assert.ok((await authenticate(user, PASSWORD)).session.isValid());
}));

test('a forgotten password is replaced, a known one changed', withPostern(async (postern, app) => {
  await addUser(app, 'ada');
  const user = userOf(poolOf(postern, app), 'ada');
  await new Promise((onSuccess, onFailure) => user.forgotPassword({ onSuccess, onFailure }));
  const code = await postern.newestCode();
  await new Promise((onSuccess, onFailure) => {
    user.confirmPassword(code, OTHER_PASSWORD, { onSuccess, onFailure });
  });
  await authenticate(user, OTHER_PASSWORD);
  await asked((done) => user.changePassword(OTHER_PASSWORD, PASSWORD, done));
  assert.ok((await authenticate(user, PASSWORD)).session.isValid());
}));

test('a user updates attributes, verifies an address and leaves', withPostern(
  async (postern, app) => {
    await addUser(app, 'ada');
    const user = userOf(poolOf(postern, app), 'ada');
    await authenticate(user, PASSWORD);
    const email = new CognitoUserAttribute({ Name: 'email', Value: 'new@example.com' });
    await asked((done) => user.updateAttributes([email], done));
    const code = await postern.newestCode();
    await new Promise((onSuccess, onFailure) => {
      user.verifyAttribute('email', code, { onSuccess, onFailure });
    });
    const attributes = await asked((done) => user.getUserAttributes(done));
    const verified = attributes.find((one) => one.getName() === 'email_verified');
    assert.equal(verified.getValue(), 'true');
    await asked((done) => user.deleteUser(done));
    await assert.rejects(authenticate(user, PASSWORD), { code: 'UserNotFoundException' });
  },
));

test('S11: many hand-shakes agree', withPostern(async (postern, app) => {
  await addUser(app, 'ada');
  const user = userOf(poolOf(postern, app), 'ada');
  for (let i = 0; i < 6; i += 1) assert.ok((await authenticate(user, PASSWORD)).session.isValid());
}));
