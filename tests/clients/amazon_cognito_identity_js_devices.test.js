// amazon-cognito-identity-js and devices: it confirms each new one by itself, and signs in with
// what it kept of it.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { PASSWORD, addUser, installed, sdk, withPostern } = require('./support.js');

const {
  AuthenticationDetails, CognitoRefreshToken, CognitoUser, CognitoUserPool,
} = installed('amazon-cognito-identity-js');

const asked = (ask) => new Promise((onSuccess, onFailure) => { ask({ onSuccess, onFailure }); });

/** A browser's local storage of its own: another one is another device. */
function newStorage() {
  const items = new Map();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => { items.set(name, value); },
    removeItem: (name) => { items.delete(name); },
    clear: () => items.clear(),
    keys: () => [...items.keys()],
  };
}

async function trackDevices(app, configuration) {
  await app.client.send(new sdk.UpdateUserPoolCommand({
    UserPoolId: app.pool, AutoVerifiedAttributes: ['email'], DeviceConfiguration: configuration,
  }));
  await addUser(app, 'ada');
}

/** ada in front of one browser. */
function userAt(postern, app, storage) {
  const pool = new CognitoUserPool({
    UserPoolId: app.pool, ClientId: app.clientId, endpoint: postern.url, Storage: storage,
  });
  return new CognitoUser({ Username: 'ada', Pool: pool, Storage: storage });
}

/** Resolves to whether the user has to say that the device is to be remembered. */
function authenticate(user) {
  const details = new AuthenticationDetails({ Username: 'ada', Password: PASSWORD });
  return new Promise((resolve, reject) => {
    user.authenticateUser(details, {
      onSuccess: (session, necessary) => resolve({ session, necessary }), onFailure: reject,
    });
  });
}

const deviceKeyOf = (storage) =>
  storage.getItem(storage.keys().find((name) => name.endsWith('.deviceKey')) ?? '');

const claimedKey = (session) => session.getAccessToken().payload.device_key;

test('a device is confirmed, proves itself at the next sign-in and refreshes', withPostern(
  async (postern, app) => {
    await trackDevices(app, {
      ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false,
    });
    const storage = newStorage();
    const first = await authenticate(userAt(postern, app, storage));
    assert.equal(first.necessary, undefined);
    const key = deviceKeyOf(storage);
    assert.equal(claimedKey(first.session), key);
    // The same browser again: nothing but DEVICE_SRP_AUTH keeps the key.
    const user = userAt(postern, app, storage);
    const { session } = await authenticate(user);
    assert.equal(claimedKey(session), key);
    const listed = await new Promise((resolve, reject) => {
      user.listDevices(10, null, { onSuccess: resolve, onFailure: reject });
    });
    assert.deepEqual(listed.Devices.map((device) => device.DeviceKey), [key]);
    const refresh = new CognitoRefreshToken({ RefreshToken: session.getRefreshToken().getToken() });
    const renewed = await new Promise((resolve, reject) => {
      user.refreshSession(refresh, (error, value) => (error ? reject(error) : resolve(value)));
    });
    assert.equal(claimedKey(renewed), key);
    // Another browser is another device.
    const elsewhere = await authenticate(userAt(postern, app, newStorage()));
    assert.notEqual(claimedKey(elsewhere.session), key);
  },
));

test('a device that was forgotten signs in as a new one', withPostern(async (postern, app) => {
  await trackDevices(app, {
    ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false,
  });
  const storage = newStorage();
  await authenticate(userAt(postern, app, storage));
  const key = deviceKeyOf(storage);
  await app.client.send(new sdk.AdminForgetDeviceCommand({
    UserPoolId: app.pool, Username: 'ada', DeviceKey: key,
  }));
  // The client is told "Device does not exist.", drops its key and repeats its answer without.
  const user = userAt(postern, app, storage);
  const { session } = await authenticate(user);
  assert.notEqual(claimedKey(session), key);
  assert.equal(deviceKeyOf(storage), claimedKey(session));
  assert.equal(await asked((callback) => user.forgetDevice(callback)), 'SUCCESS');
  assert.equal(deviceKeyOf(storage), null);
  const { Devices } = await asked((callback) => user.listDevices(10, null, callback));
  assert.deepEqual(Devices, []);
}));

test('a user is asked whether to remember the device', withPostern(async (postern, app) => {
  await trackDevices(app, {
    ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: true,
  });
  const storage = newStorage();
  const user = userAt(postern, app, storage);
  const { necessary } = await authenticate(user);
  assert.equal(necessary, true);
  const status = async () => {
    const { Device } = await asked((callback) => user.getDevice(callback));
    const isStatus = ({ Name }) => Name === 'dev:device_remembered_status';
    return Device.DeviceAttributes.find(isStatus).Value;
  };
  assert.equal(await status(), 'not_remembered');
  await asked((callback) => user.setDeviceStatusRemembered(callback));
  assert.equal(await status(), 'remembered');
  const again = await authenticate(userAt(postern, app, storage));
  assert.equal(claimedKey(again.session), deviceKeyOf(storage));
  await asked((callback) => user.setDeviceStatusNotRemembered(callback));
  assert.equal(await status(), 'not_remembered');
}));
