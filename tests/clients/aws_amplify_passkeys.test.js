// aws-amplify v6 and passkeys, in Chromium with a virtual authenticator.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { missing } = require('./chromium.js');
const { APP, SecureFront, bundle } = require('./secure_front.js');
const { PASSWORD, addUser, makeApp, sdk } = require('./support.js');
const { Tab } = require('./tab.js');

const skip = missing();
const script = skip || bundle(`
  import { Amplify } from 'aws-amplify';
  import * as auth from 'aws-amplify/auth';
  Amplify.configure(settings);
  window.auth = auth;
  window.steps = (promise) => promise.then(({ nextStep }) => nextStep.signInStep);`);

test('a passkey is associated, listed, signs in as preferred or chosen, and is deleted', { skip },
  async () => {
    const front = await SecureFront.start(script);
    try {
      const app = await makeApp(front.postern.client());
      await addUser(app, 'ada');
      await app.client.send(new sdk.UpdateUserPoolCommand({
        UserPoolId: app.pool, AutoVerifiedAttributes: ['email'],
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      }));
      await app.client.send(new sdk.SetUserPoolMfaConfigCommand({
        UserPoolId: app.pool, WebAuthnConfiguration: { RelyingPartyId: 'app.example' },
      }));
      const { UserPoolClient } = await app.client.send(new sdk.CreateUserPoolClientCommand({
        UserPoolId: app.pool, ClientName: 'amplify',
        ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }));
      front.settings = {
        Auth: { Cognito: { userPoolId: app.pool, userPoolClientId: UserPoolClient.ClientId } },
      };
      const tab = await Tab.open(front.browser);
      await tab.go(`${APP}/`);
      await tab.page.addAuthenticator();
      const ask = (expression) => tab.page.evaluate(expression);
      const choose = (options) => ask(`steps(auth.signIn({ username: 'ada', options: {
        authFlowType: 'USER_AUTH', ${options} } }))`);

      assert.equal(await ask(`steps(auth.signIn({ username: 'ada', password: '${PASSWORD}' }))`),
        'DONE');
      await ask('auth.associateWebAuthnCredential()');
      const [credential, ...others] = await ask(
        'auth.listWebAuthnCredentials().then(({ credentials }) => credentials)');
      assert.deepEqual(others, []);
      assert.equal(credential.relyingPartyId, 'app.example');
      await ask('auth.signOut()');

      assert.equal(await choose('preferredChallenge: "WEB_AUTHN"'), 'DONE');
      assert.equal(await ask('auth.getCurrentUser().then((user) => user.username)'), 'ada');
      await ask('auth.signOut()');
      assert.equal(await choose(''), 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION');
      assert.equal(await ask('steps(auth.confirmSignIn({ challengeResponse: "WEB_AUTHN" }))'),
        'DONE');

      await ask(`auth.deleteWebAuthnCredential({ credentialId: '${credential.credentialId}' })`);
      assert.deepEqual(await ask(
        'auth.listWebAuthnCredentials().then(({ credentials }) => credentials)'), []);
      await ask('auth.signOut()');
      assert.equal(await choose('preferredChallenge: "WEB_AUTHN"'),
        'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION');
    } finally {
      await front.stop();
    }
  });
