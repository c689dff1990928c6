// aws-amplify v6, what web apps sign in with: SRP, USER_AUTH with its choices, sign-up without a
// password, refresh, forgotten passwords.
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

const { Amplify } = installed('aws-amplify');
const auth = installed('aws-amplify/auth');

/** A pool that signs in with passwords and e-mailed codes, and Amplify configured for it. */
function withAmplify(body) {
  return withPostern(async (postern) => {
    const client = postern.client();
    const pool = (await client.send(new sdk.CreateUserPoolCommand({
      PoolName: 'app', AutoVerifiedAttributes: ['email'],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
    }))).UserPool.Id;
    const made = await client.send(new sdk.CreateUserPoolClientCommand({
      UserPoolId: pool, ClientName: 'web',
      ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }));
    const app = { client, pool, clientId: made.UserPoolClient.ClientId };
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pool, userPoolClientId: app.clientId, userPoolEndpoint: postern.url,
        },
      },
    });
    try {
      await body(postern, app);
    } finally {
      await auth.signOut();
    }
  });
}

const choosing = (preferredChallenge, password) => ({
  username: 'ada', ...(password ? { password } : {}),
  options: { authFlowType: 'USER_AUTH', ...(preferredChallenge ? { preferredChallenge } : {}) },
});
const confirm = (challengeResponse) => auth.confirmSignIn({ challengeResponse });
const stepOf = ({ nextStep }) => nextStep.signInStep;

async function signedInAs() {
  const { tokens } = await auth.fetchAuthSession();
  return tokens.accessToken.payload.username;
}

test('a user signs in with SRP, is read, refreshed and signed out',
  withAmplify(async (postern, app) => {
    await addUser(app, 'ada');
    await assert.rejects(auth.signIn({ username: 'ada', password: OTHER_PASSWORD }), {
      name: 'NotAuthorizedException', message: 'Incorrect username or password.',
    });
    const done = await auth.signIn({ username: 'ada', password: PASSWORD });
    assert.equal(stepOf(done), 'DONE');
    assert.equal(await signedInAs(), 'ada');
    assert.equal((await auth.fetchUserAttributes()).email, 'ada@example.com');
    const before = (await auth.fetchAuthSession()).tokens.accessToken.toString();
    const after = (await auth.fetchAuthSession({ forceRefresh: true })).tokens;
    assert.notEqual(after.accessToken.toString(), before);
    await auth.signOut();
    assert.equal((await auth.fetchAuthSession()).tokens, undefined);
  }));

test('USER_AUTH goes straight to the preferred challenge', withAmplify(async (postern, app) => {
  await addUser(app, 'ada');
  const asked = await auth.signIn(choosing('EMAIL_OTP'));
  assert.equal(stepOf(asked), 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
  assert.equal(asked.nextStep.codeDeliveryDetails.destination, 'a***@e***');
  const code = await postern.newestCode();
  assert.match(code, /^\d{8}$/);
  const wrong = code === '00000000' ? '11111111' : '00000000';
  await assert.rejects(confirm(wrong), { name: 'CodeMismatchException' });
  assert.equal(stepOf(await confirm(code)), 'DONE');
  assert.equal(await signedInAs(), 'ada');
}));

for (const preferred of ['PASSWORD', 'PASSWORD_SRP']) {
  test(`USER_AUTH with ${preferred}`, withAmplify(async (postern, app) => {
    await addUser(app, 'ada');
    await assert.rejects(auth.signIn(choosing(preferred, OTHER_PASSWORD)), {
      name: 'NotAuthorizedException',
    });
    assert.equal(stepOf(await auth.signIn(choosing(preferred, PASSWORD))), 'DONE');
    assert.equal(await signedInAs(), 'ada');
  }));
}

test('USER_AUTH without a preference asks, and leads where the user chooses',
  withAmplify(async (postern, app) => {
    await addUser(app, 'ada');
    for (const choice of ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP']) {
      const asked = await auth.signIn(choosing());
      assert.equal(stepOf(asked), 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION');
      assert.deepEqual(asked.nextStep.availableChallenges,
        ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP']);
      const next = stepOf(await confirm(choice));
      const byCode = choice === 'EMAIL_OTP';
      assert.equal(next, `CONFIRM_SIGN_IN_WITH_${byCode ? 'EMAIL_CODE' : 'PASSWORD'}`);
      const done = await confirm(byCode ? await postern.newestCode() : PASSWORD);
      assert.equal(stepOf(done), 'DONE');
      assert.equal(await signedInAs(), 'ada');
      await auth.signOut();
    }
  }));

test('a user signs up without a password and is signed in at once',
  withAmplify(async (postern) => {
    const made = await auth.signUp({
      username: 'ada',
      options: {
        userAttributes: { email: 'ada@example.com' }, autoSignIn: { authFlowType: 'USER_AUTH' },
      },
    });
    assert.equal(made.nextStep.signUpStep, 'CONFIRM_SIGN_UP');
    const confirmed = await auth.confirmSignUp({
      username: 'ada', confirmationCode: await postern.newestCode(),
    });
    assert.equal(confirmed.nextStep.signUpStep, 'COMPLETE_AUTO_SIGN_IN');
    assert.equal(stepOf(await auth.autoSignIn()), 'DONE');
    assert.equal(await signedInAs(), 'ada');
  }));

test('a forgotten password is replaced', withAmplify(async (postern, app) => {
  await addUser(app, 'ada');
  const asked = await auth.resetPassword({ username: 'ada' });
  assert.equal(asked.nextStep.resetPasswordStep, 'CONFIRM_RESET_PASSWORD_WITH_CODE');
  await auth.confirmResetPassword({
    username: 'ada', newPassword: OTHER_PASSWORD, confirmationCode: await postern.newestCode(),
  });
  const done = await auth.signIn({ username: 'ada', password: OTHER_PASSWORD });
  assert.equal(stepOf(done), 'DONE');
}));

test('a temporary password is replaced', withAmplify(async (postern, app) => {
  const user = { UserPoolId: app.pool, Username: 'ada' };
  await app.client.send(new sdk.AdminCreateUserCommand({
    ...user, MessageAction: 'SUPPRESS', TemporaryPassword: PASSWORD,
  }));
  const asked = await auth.signIn({ username: 'ada', password: PASSWORD });
  assert.equal(stepOf(asked), 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED');
  assert.equal(stepOf(await confirm(OTHER_PASSWORD)), 'DONE');
}));
