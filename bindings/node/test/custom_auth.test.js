// CUSTOM_AUTH with the handlers of the public passwordless e-mail sign-in in this process, shaped
// like aws-samples/amazon-cognito-passwordless-email-auth: async functions that change the event.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { makeApp, withEngine } = require('./support.js');

const define = async (event) => {
  const { session } = event.request;
  const last = session.length ? session.slice(-1)[0] : null;
  event.response.issueTokens = Boolean(last && last.challengeResult);
  event.response.failAuthentication = Boolean(last && !last.challengeResult && session.length >= 3);
  if (!event.response.issueTokens && !event.response.failAuthentication) {
    event.response.challengeName = 'CUSTOM_CHALLENGE';
  }
  return event;
};

const create = (mailed) => async (event) => {
  let code;
  if (!event.request.session.length) {
    code = String(100000 + Math.floor(Math.random() * 900000));
    mailed.push(code);
  } else {
    [, code] = event.request.session.slice(-1)[0].challengeMetadata.match(/CODE-(\d*)/);
  }
  event.response.publicChallengeParameters = { hint: 'see your mail' };
  event.response.privateChallengeParameters = { secretLoginCode: code };
  event.response.challengeMetadata = `CODE-${code}`;
  return event;
};

const verify = async (event) => {
  const expected = event.request.privateChallengeParameters.secretLoginCode;
  event.response.answerCorrect = event.request.challengeAnswer === expected;
  return event;
};

test('a code by e-mail signs in, after a typing error as well', withEngine(async (engine) => {
  const app = await makeApp(engine);
  const mailed = [];
  engine.trigger('DefineAuthChallenge', define);
  engine.trigger('CreateAuthChallenge', create(mailed));
  engine.trigger('VerifyAuthChallengeResponse', verify);
  await engine.cognitoIdp.updateUserPoolClient({
    UserPoolId: app.pool, ClientId: app.client, ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
  });
  await app.addUser('ada');
  const start = await engine.cognitoIdp.initiateAuth({
    ClientId: app.client, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: 'ada' },
  });
  assert.equal(start.ChallengeParameters.hint, 'see your mail');
  const answer = (challenge, code) => engine.cognitoIdp.respondToAuthChallenge({
    ClientId: app.client, ChallengeName: 'CUSTOM_CHALLENGE', Session: challenge.Session,
    ChallengeResponses: { USERNAME: 'ada', ANSWER: code },
  });
  const again = await answer(start, 'mistyped');
  assert.equal(mailed.length, 1);
  const { AuthenticationResult } = await answer(again, mailed[0]);
  assert.ok(AuthenticationResult.AccessToken);
  await assert.rejects(answer(again, mailed[0]), { name: 'NotAuthorizedException' });
}));
