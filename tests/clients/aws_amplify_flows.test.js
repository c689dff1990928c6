// aws-amplify v6: the flows beside SRP and USER_AUTH, devices, and what a signed-in user changes.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { passwordless, srpThenQuestion } = require('./custom_auth_handlers.js');
const { startLambda } = require('./lambda.js');
const { OTHER_PASSWORD, PASSWORD, Postern, addUser, installed, sdk } = require('./support.js');

// A browser says what it is; Amplify names devices by that.
globalThis.navigator ??= { userAgent: 'Node.js' };

const { Amplify } = installed('aws-amplify');
const auth = installed('aws-amplify/auth');

/** Runs `body(postern)`: ada, in a pool whose functions are `handlers`, and Amplify there. */
function withAmplify(handlers, members, body) {
  return async () => {
    const lambda = await startLambda(handlers);
    const postern = await Postern.start('--lambda-endpoint', lambda.url);
    try {
      const client = postern.client();
      const arns = handlers.define === undefined ? {} : {
        DefineAuthChallenge: lambda.arn('define'), CreateAuthChallenge: lambda.arn('create'),
        VerifyAuthChallengeResponse: lambda.arn('verify'),
      };
      const { UserPool } = await client.send(new sdk.CreateUserPoolCommand({
        PoolName: 'app', AutoVerifiedAttributes: ['email'], LambdaConfig: arns, ...members,
      }));
      const { UserPoolClient } = await client.send(new sdk.CreateUserPoolClientCommand({
        UserPoolId: UserPool.Id, ClientName: 'web',
        ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH',
          'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }));
      await addUser({ client, pool: UserPool.Id }, 'ada');
      Amplify.configure({
        Auth: {
          Cognito: {
            userPoolId: UserPool.Id, userPoolClientId: UserPoolClient.ClientId,
            userPoolEndpoint: postern.url,
          },
        },
      });
      await body(postern);
      await auth.signOut();
    } finally {
      await postern.stop();
      await lambda.stop();
    }
  };
}

const signIn = (authFlowType, password = PASSWORD) => auth.signIn({
  username: 'ada', ...(password ? { password } : {}), options: { authFlowType },
});
const confirm = (challengeResponse) => auth.confirmSignIn({ challengeResponse });
const stepOf = ({ nextStep }) => nextStep.signInStep;
const CUSTOM = 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE';

{
  const mailed = [];
  test('CUSTOM_WITHOUT_SRP: a mailed code is all it takes', withAmplify(
    passwordless(mailed), {}, async () => {
      const asked = await signIn('CUSTOM_WITHOUT_SRP', null);
      assert.equal(stepOf(asked), CUSTOM);
      assert.equal(asked.nextStep.additionalInfo.email, 'ada@example.com');
      assert.equal(stepOf(await confirm('000000')), CUSTOM);
      assert.equal(stepOf(await confirm(mailed[0].code)), 'DONE');
      assert.equal((await auth.getCurrentUser()).username, 'ada');
    },
  ));
}

test('CUSTOM_WITH_SRP: the password, then the question', withAmplify(
  srpThenQuestion, {}, async () => {
    await assert.rejects(signIn('CUSTOM_WITH_SRP', OTHER_PASSWORD), {
      name: 'NotAuthorizedException',
    });
    const asked = await signIn('CUSTOM_WITH_SRP');
    assert.equal(stepOf(asked), CUSTOM);
    assert.equal(asked.nextStep.additionalInfo.question, 'Your first pet?');
    assert.equal(stepOf(await confirm('rex')), 'DONE');
    await auth.signOut();
    await signIn('CUSTOM_WITH_SRP');
    await assert.rejects(confirm('tom'), { name: 'NotAuthorizedException' });
  },
));

test('USER_PASSWORD_AUTH: the password as it is', withAmplify({}, {}, async () => {
  await assert.rejects(signIn('USER_PASSWORD_AUTH', OTHER_PASSWORD), {
    name: 'NotAuthorizedException', message: 'Incorrect username or password.',
  });
  assert.equal(stepOf(await signIn('USER_PASSWORD_AUTH')), 'DONE');
}));

test('a device is remembered, signs in again and is forgotten', withAmplify({}, {
  DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: true },
}, async () => {
  assert.equal(stepOf(await signIn('USER_SRP_AUTH')), 'DONE');
  await auth.rememberDevice();
  const [device] = await auth.fetchDevices();
  assert.match(device.id, /^us-east-1_/);
  await auth.signOut();
  assert.equal(stepOf(await signIn('USER_SRP_AUTH')), 'DONE');
  assert.deepEqual((await auth.fetchDevices()).map(({ id }) => id), [device.id]);
  await auth.forgetDevice();
  await auth.signOut();
  assert.equal(stepOf(await signIn('USER_SRP_AUTH')), 'DONE');
  assert.ok((await auth.fetchDevices()).every(({ id }) => id !== device.id));
}));

test('a user changes password and address, and leaves', withAmplify({}, {}, async (postern) => {
  await signIn('USER_SRP_AUTH');
  await auth.updatePassword({ oldPassword: PASSWORD, newPassword: OTHER_PASSWORD });
  await auth.signOut({ global: true });
  await assert.rejects(signIn('USER_SRP_AUTH'), { name: 'NotAuthorizedException' });
  await signIn('USER_SRP_AUTH', OTHER_PASSWORD);
  const { email } = await auth.updateUserAttributes({
    userAttributes: { email: 'new@example.com' },
  });
  assert.equal(email.nextStep.updateAttributeStep, 'CONFIRM_ATTRIBUTE_WITH_CODE');
  await auth.confirmUserAttribute({
    userAttributeKey: 'email', confirmationCode: await postern.newestCode(),
  });
  const attributes = await auth.fetchUserAttributes();
  assert.equal(attributes.email, 'new@example.com');
  assert.equal(attributes.email_verified, 'true');
  await auth.deleteUser();
  await assert.rejects(signIn('USER_SRP_AUTH', OTHER_PASSWORD));
}));
