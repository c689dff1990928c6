// aws-amplify v6: second factors are set up, chosen, asked for and preferred.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { PASSWORD, addUser, installed, sdk, withPostern } = require('./support.js');
const { Authenticator } = require('./totp.js');

const { Amplify } = installed('aws-amplify');
const auth = installed('aws-amplify/auth');

/** A pool with every second factor, where no address resets passwords. */
function withAmplify(mode, body) {
  return withPostern(async (postern) => {
    const client = postern.client();
    const pool = (await client.send(new sdk.CreateUserPoolCommand({
      PoolName: 'app',
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
    }))).UserPool.Id;
    await client.send(new sdk.SetUserPoolMfaConfigCommand({
      UserPoolId: pool, MfaConfiguration: mode,
      SmsMfaConfiguration: { SmsConfiguration: {
        SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' } },
      SoftwareTokenMfaConfiguration: { Enabled: true }, EmailMfaConfiguration: {},
    }));
    const made = await client.send(new sdk.CreateUserPoolClientCommand({
      UserPoolId: pool, ClientName: 'web',
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
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

const signIn = () => auth.signIn({ username: 'ada', password: PASSWORD });
const confirm = (challengeResponse) => auth.confirmSignIn({ challengeResponse });
const stepOf = ({ nextStep }) => nextStep.signInStep;

async function addBareUser(app) {
  const user = { UserPoolId: app.pool, Username: 'ada' };
  await app.client.send(new sdk.AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
  await app.client.send(new sdk.AdminSetUserPasswordCommand({
    ...user, Password: PASSWORD, Permanent: true,
  }));
}

test('an app is set up, preferred and asked for', withAmplify('OPTIONAL', async (postern, app) => {
  await addUser(app, 'ada');
  assert.equal(stepOf(await signIn()), 'DONE');
  const { sharedSecret } = await auth.setUpTOTP();
  const phone = new Authenticator(postern, sharedSecret);
  await auth.verifyTOTPSetup({ code: phone.code() });
  await auth.updateMFAPreference({ totp: 'PREFERRED', email: 'ENABLED' });
  assert.deepEqual(await auth.fetchMFAPreference(), {
    preferred: 'TOTP', enabled: ['TOTP', 'EMAIL'],
  });
  await auth.signOut();

  assert.equal(stepOf(await signIn()), 'CONFIRM_SIGN_IN_WITH_TOTP_CODE');
  await assert.rejects(confirm('nonsense'), { name: 'CodeMismatchException' });
  assert.equal(stepOf(await confirm(await phone.freshCode())), 'DONE');

  await auth.updateMFAPreference({ totp: 'NOT_PREFERRED' });
  await auth.signOut();
  const asked = await signIn();
  assert.equal(stepOf(asked), 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION');
  assert.deepEqual(asked.nextStep.allowedMFATypes.sort(), ['EMAIL', 'TOTP']);
  assert.equal(stepOf(await confirm('EMAIL')), 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
  assert.equal(stepOf(await confirm(await postern.newestCode())), 'DONE');
}));

test('who must have a factor sets up an app', withAmplify('ON', async (postern, app) => {
  await addBareUser(app);
  assert.equal(stepOf(await signIn()), 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION');
  const chosen = await confirm('TOTP');
  assert.equal(stepOf(chosen), 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP');
  const { sharedSecret } = chosen.nextStep.totpSetupDetails;
  const phone = new Authenticator(postern, sharedSecret);
  assert.equal(stepOf(await confirm(phone.code())), 'DONE');
}));

test('who must have a factor sets up an e-mail address', withAmplify('ON', async (postern, app) => {
  await addBareUser(app);
  await signIn();
  assert.equal(stepOf(await confirm('EMAIL')), 'CONTINUE_SIGN_IN_WITH_EMAIL_SETUP');
  assert.equal(stepOf(await confirm('ada@example.com')), 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
  assert.equal(stepOf(await confirm(await postern.newestCode())), 'DONE');
  assert.equal((await auth.fetchUserAttributes()).email_verified, 'true');
}));
