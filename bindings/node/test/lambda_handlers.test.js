// Functions in the form that Lambda's Node.js runtime calls, as triggers in this process.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { makeApp, withEngine } = require('./support.js');

// Each does what a well-known example of Cognito's guide does.
const handlers = {
  preSignUpDomain: async (event) => {
    const [, domain] = event.request.userAttributes.email.split('@');
    if (domain === 'free.example') throw new Error(`Cannot register users from ${domain}`);
    event.response.autoConfirmUser = domain === 'company.example';
    event.response.autoVerifyEmail = domain === 'company.example';
    return event;
  },
  preTokenGeneration: async (event) => {
    event.response = {
      claimsOverrideDetails: {
        claimsToAddOrOverride: { tenant: 'blue' },
        claimsToSuppress: ['email'],
        groupOverrideDetails: { groupsToOverride: ['new-group-A'] },
      },
    };
    return event;
  },
  userMigration: async (event) => {
    if (event.triggerSource === 'UserMigration_Authentication') {
      if (event.userName !== 'belladonna' || event.request.password !== 'Test-Pass-123') {
        throw new Error('Bad user name or password');
      }
      event.response.userAttributes = { email: 'bella@example.com', email_verified: 'true' };
      event.response.finalUserStatus = 'CONFIRMED';
      event.response.messageAction = 'SUPPRESS';
    }
    return event;
  },
  customMessage: async (event) => {
    if (event.triggerSource === 'CustomMessage_SignUp') {
      event.response.emailSubject = 'Welcome to the service';
      event.response.emailMessage = `Thank you. ${event.request.codeParameter} is your code`;
    }
    return event;
  },
};

const email = (address) => ({ UserAttributes: [{ Name: 'email', Value: address }] });

test('every trigger of Cognito takes a function', withEngine(async (engine) => {
  for (const name of ['PreSignUp', 'PostConfirmation', 'PreAuthentication', 'PostAuthentication',
    'PreTokenGeneration', 'CustomMessage', 'UserMigration', 'DefineAuthChallenge',
    'CreateAuthChallenge', 'VerifyAuthChallengeResponse', 'CustomEmailSender', 'CustomSMSSender',
    'InboundFederation']) {
    engine.trigger(name, (event) => event);
    engine.trigger(name, null);
  }
  engine.trigger('PreTokenGeneration', (event) => event, { version: 3 });
}));

test('the domain of an address decides a sign-up', withEngine(async (engine) => {
  const app = await makeApp(engine);
  engine.trigger('PreSignUp', handlers.preSignUpDomain);
  assert.equal((await app.signUp('ada', email('ada@company.example'))).UserConfirmed, true);
  assert.equal((await app.signUp('bob', email('bob@other.example'))).UserConfirmed, false);
  await assert.rejects(app.signUp('eve', email('eve@free.example')), {
    name: 'UserLambdaValidationException',
    message: 'PreSignUp failed with error Cannot register users from free.example.',
  });
}));

test('claims are added, suppressed and overridden', withEngine(async (engine) => {
  const app = await makeApp(engine);
  await app.addUser('ada');
  engine.trigger('PreTokenGeneration', handlers.preTokenGeneration);
  const claims = engine.verify((await app.signIn('ada')).IdToken);
  assert.equal(claims.tenant, 'blue');
  assert.deepEqual(claims['cognito:groups'], ['new-group-A']);
}));

test('a user moves in from another directory', withEngine(async (engine) => {
  const app = await makeApp(engine);
  engine.trigger('UserMigration', handlers.userMigration);
  const signIn = (password) => engine.cognitoIdp.initiateAuth({
    ClientId: app.client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'belladonna', PASSWORD: password },
  });
  await assert.rejects(signIn('wrong'), { name: 'UserLambdaValidationException' });
  assert.ok((await signIn('Test-Pass-123')).AuthenticationResult);
}));

test('a message has the function\'s words', withEngine(async (engine) => {
  const app = await makeApp(engine, { AutoVerifiedAttributes: ['email'] });
  engine.trigger('CustomMessage', handlers.customMessage);
  await app.signUp('ada', email('ada@example.com'));
  const { subject, body, code } = engine.inbox.newest;
  assert.equal(subject, 'Welcome to the service');
  assert.equal(body, `Thank you. ${code} is your code`);
}));
