// amazon-cognito-identity-js and CUSTOM_AUTH, with functions of public samples.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { passwordless, srpThenQuestion } = require('./custom_auth_handlers.js');
const { startLambda } = require('./lambda.js');
const { PASSWORD, Postern, addUser, installed, sdk } = require('./support.js');

const {
  AuthenticationDetails, CognitoUser, CognitoUserPool,
} = installed('amazon-cognito-identity-js');

/** Runs `body(user)`: ada, in a pool whose functions are `handlers`. */
function withHandlers(handlers, body) {
  return async () => {
    const lambda = await startLambda(handlers);
    const postern = await Postern.start('--lambda-endpoint', lambda.url);
    try {
      const client = postern.client();
      const { UserPool } = await client.send(new sdk.CreateUserPoolCommand({
        PoolName: 'app',
        LambdaConfig: {
          DefineAuthChallenge: lambda.arn('define'), CreateAuthChallenge: lambda.arn('create'),
          VerifyAuthChallengeResponse: lambda.arn('verify'),
        },
      }));
      const { UserPoolClient } = await client.send(new sdk.CreateUserPoolClientCommand({
        UserPoolId: UserPool.Id, ClientName: 'web',
        ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }));
      await addUser({ client, pool: UserPool.Id }, 'ada');
      const pool = new CognitoUserPool({
        UserPoolId: UserPool.Id, ClientId: UserPoolClient.ClientId, endpoint: postern.url,
      });
      const user = new CognitoUser({ Username: 'ada', Pool: pool });
      user.setAuthenticationFlowType('CUSTOM_AUTH');
      await body(user);
    } finally {
      await postern.stop();
      await lambda.stop();
    }
  };
}

/** Resolves to {session} or to {parameters} of the next challenge. */
const step = (act) => new Promise((resolve, reject) => {
  act({
    onSuccess: (session) => resolve({ session }),
    onFailure: reject,
    customChallenge: (parameters) => resolve({ parameters }),
  });
});

const start = (user) => step((callbacks) => {
  user.initiateAuth(new AuthenticationDetails({ Username: 'ada' }), callbacks);
});
const answer = (user, text) => step((callbacks) => user.sendCustomChallengeAnswer(text, callbacks));

{
  const mailed = [];
  test('a code by e-mail signs in, after a typing error as well', withHandlers(
    passwordless(mailed), async (user) => {
      const { parameters } = await start(user);
      assert.equal(parameters.email, 'ada@example.com');
      assert.equal(mailed.length, 1);
      assert.ok((await answer(user, '000000')).parameters);
      assert.equal(mailed.length, 1);
      assert.ok((await answer(user, mailed[0].code)).session.isValid());
    },
  ));
}

{
  const mailed = [];
  test('three wrong codes end the sign-in', withHandlers(passwordless(mailed), async (user) => {
    await start(user);
    await answer(user, '1');
    await answer(user, '2');
    await assert.rejects(answer(user, '3'), {
      code: 'NotAuthorizedException', message: 'Incorrect username or password.',
    });
    await assert.rejects(answer(user, mailed[0].code), {
      code: 'NotAuthorizedException',
      message: 'Invalid session for the user, session can only be used once.',
    });
  }));
}

test('the password by SRP comes first, then the question', withHandlers(
  srpThenQuestion, async (user) => {
    const details = new AuthenticationDetails({ Username: 'ada', Password: PASSWORD });
    const { parameters } = await step((callbacks) => user.authenticateUser(details, callbacks));
    assert.equal(parameters.question, 'Your first pet?');
    assert.ok((await answer(user, 'rex')).session.isValid());
    await step((callbacks) => user.authenticateUser(details, callbacks));
    await assert.rejects(answer(user, 'tom'), { code: 'NotAuthorizedException' });
  },
));
