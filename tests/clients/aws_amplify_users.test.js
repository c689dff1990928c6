// aws-amplify v6: what a sign-in may lead to besides tokens, and what a signed-in user changes.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { OTHER_PASSWORD, PASSWORD, addUser, installed, sdk, withPostern } = require('./support.js');

// Amplify waits three minutes for a sign-up that it is to sign in; the end of the tests does not.
const { setTimeout: setTimer } = globalThis;
globalThis.setTimeout = (action, delay_ms, ...more) => {
  const timer = setTimer(action, delay_ms, ...more);
  return delay_ms >= 60_000 ? timer.unref() : timer;
};
globalThis.navigator ??= { userAgent: 'Node.js' };

const { Amplify } = installed('aws-amplify');
const auth = installed('aws-amplify/auth');

const withAmplify = (members, body) => withPostern(async (postern) => {
  const client = postern.client();
  const pool = (await client.send(new sdk.CreateUserPoolCommand({
    PoolName: 'app', AutoVerifiedAttributes: ['email'], ...members,
  }))).UserPool.Id;
  const made = await client.send(new sdk.CreateUserPoolClientCommand({
    UserPoolId: pool, ClientName: 'web',
    ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  }));
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: pool, userPoolClientId: made.UserPoolClient.ClientId,
        userPoolEndpoint: postern.url,
      },
    },
  });
  try {
    await body(postern, { client, pool, clientId: made.UserPoolClient.ClientId });
  } finally {
    await auth.signOut();
  }
});

const signIn = (password = PASSWORD) => auth.signIn({ username: 'ada', password });
const confirm = (challengeResponse, options = undefined) =>
  auth.confirmSignIn({ challengeResponse, options });
const stepOf = ({ nextStep }) => nextStep.signInStep;

test('a sign-up is confirmed by another code and signed in by itself', withAmplify({},
  async (postern) => {
    await auth.signUp({
      username: 'ada', password: PASSWORD,
      options: { userAttributes: { email: 'ada@example.com' }, autoSignIn: true },
    });
    const sent = await auth.resendSignUpCode({ username: 'ada' });
    assert.equal(sent.destination, 'a***@e***');
    const done = await auth.confirmSignUp({
      username: 'ada', confirmationCode: await postern.newestCode(),
    });
    assert.equal(done.nextStep.signUpStep, 'COMPLETE_AUTO_SIGN_IN');
    assert.equal(stepOf(await auth.autoSignIn()), 'DONE');
    assert.equal((await auth.getCurrentUser()).username, 'ada');
  }));

test('who has not confirmed a sign-up is told so', withAmplify({}, async (postern) => {
  await auth.signUp({
    username: 'ada', password: PASSWORD, options: { userAttributes: { email: 'ada@example.com' } },
  });
  assert.equal(stepOf(await signIn()), 'CONFIRM_SIGN_UP');
  await auth.confirmSignUp({ username: 'ada', confirmationCode: await postern.newestCode() });
  assert.equal(stepOf(await signIn()), 'DONE');
}));

test('who must choose a password anew is told so', withAmplify({}, async (postern, app) => {
  await addUser(app, 'ada');
  await app.client.send(new sdk.AdminResetUserPasswordCommand({
    UserPoolId: app.pool, Username: 'ada',
  }));
  assert.equal(stepOf(await signIn()), 'RESET_PASSWORD');
  await auth.confirmResetPassword({
    username: 'ada', newPassword: OTHER_PASSWORD, confirmationCode: await postern.newestCode(),
  });
  assert.equal(stepOf(await signIn(OTHER_PASSWORD)), 'DONE');
}));

test('a first password comes with the attributes that the pool requires', withAmplify({
  Schema: [{ Name: 'family_name', Required: true, Mutable: true, AttributeDataType: 'String' }],
}, async (postern, app) => {
  await app.client.send(new sdk.AdminCreateUserCommand({
    UserPoolId: app.pool, Username: 'ada', MessageAction: 'SUPPRESS', TemporaryPassword: PASSWORD,
  }));
  const asked = await signIn();
  assert.equal(stepOf(asked), 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED');
  assert.deepEqual(asked.nextStep.missingAttributes, ['family_name']);
  const done = await confirm(OTHER_PASSWORD, { userAttributes: { family_name: 'Lovelace' } });
  assert.equal(stepOf(done), 'DONE');
  assert.equal((await auth.fetchUserAttributes()).family_name, 'Lovelace');
}));

test('attributes are changed one by one, verified on request, and removed', withAmplify({},
  async (postern, app) => {
    await addUser(app, 'ada');
    await signIn();
    const changed = await auth.updateUserAttribute({
      userAttribute: { attributeKey: 'nickname', value: 'countess' },
    });
    assert.equal(changed.nextStep.updateAttributeStep, 'DONE');
    await auth.updateUserAttribute({
      userAttribute: { attributeKey: 'email', value: 'new@example.com' },
    });
    const sent = await auth.sendUserAttributeVerificationCode({ userAttributeKey: 'email' });
    assert.equal(sent.attributeName, 'email');
    await auth.confirmUserAttribute({
      userAttributeKey: 'email', confirmationCode: await postern.newestCode(),
    });
    await auth.deleteUserAttributes({ userAttributeKeys: ['nickname'] });
    const attributes = await auth.fetchUserAttributes();
    assert.equal(attributes.email_verified, 'true');
    assert.equal(attributes.nickname, undefined);
  }));

test('USER_AUTH by text message', withAmplify({
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'SMS_OTP'] } },
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
}, async (postern, app) => {
  await app.client.send(new sdk.AdminCreateUserCommand({
    UserPoolId: app.pool, Username: 'ada', MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'phone_number', Value: '+15550109876' },
      { Name: 'phone_number_verified', Value: 'true' }],
  }));
  const asked = await auth.signIn({
    username: 'ada', options: { authFlowType: 'USER_AUTH', preferredChallenge: 'SMS_OTP' },
  });
  assert.equal(stepOf(asked), 'CONFIRM_SIGN_IN_WITH_SMS_CODE');
  assert.equal(stepOf(await confirm(await postern.newestCode())), 'DONE');
}));

test('a text message is the second factor, switched on and off by the user', withAmplify({},
  async (postern, app) => {
    await app.client.send(new sdk.SetUserPoolMfaConfigCommand({
      UserPoolId: app.pool, MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: { SmsConfiguration: {
        SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' } },
    }));
    await addUser(app, 'ada');
    await app.client.send(new sdk.AdminUpdateUserAttributesCommand({
      UserPoolId: app.pool, Username: 'ada',
      UserAttributes: [{ Name: 'phone_number', Value: '+15550109876' }],
    }));
    await signIn();
    await auth.updateMFAPreference({ sms: 'PREFERRED' });
    await auth.signOut();
    assert.equal(stepOf(await signIn()), 'CONFIRM_SIGN_IN_WITH_SMS_CODE');
    assert.equal(stepOf(await confirm(await postern.newestCode())), 'DONE');
    await auth.updateMFAPreference({ sms: 'DISABLED' });
    assert.equal((await auth.fetchMFAPreference()).enabled, undefined);
    await auth.signOut();
    assert.equal(stepOf(await signIn()), 'DONE');
  }));

test('a device is forgotten by its id', withAmplify({
  DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: true },
}, async (postern, app) => {
  await addUser(app, 'ada');
  await signIn();
  await auth.rememberDevice();
  const [device] = await auth.fetchDevices();
  await auth.forgetDevice({ device: { id: device.id } });
  assert.ok((await auth.fetchDevices()).every(({ id }) => id !== device.id));
}));
