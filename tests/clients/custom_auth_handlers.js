// Lambda handlers of CUSTOM_AUTH: the passwordless e-mail sign-in in the shape of the public sample
// aws-samples/amazon-cognito-passwordless-email-auth, and the guide's question after the password.
'use strict';

/** The sample's three functions; `mailed` collects what they would have sent. */
function passwordless(mailed) {
  return {
    async define(event) {
      const { session } = event.request;
      const last = session && session.length ? session.slice(-1)[0] : null;
      const isForeign = ({ challengeName }) => challengeName !== 'CUSTOM_CHALLENGE';
      if (session && session.find(isForeign)) {
        event.response.issueTokens = false;
        event.response.failAuthentication = true;
      } else if (last && session.length >= 3 && last.challengeResult === false) {
        event.response.issueTokens = false;
        event.response.failAuthentication = true;
      } else if (last && last.challengeResult === true) {
        event.response.issueTokens = true;
        event.response.failAuthentication = false;
      } else {
        event.response.issueTokens = false;
        event.response.failAuthentication = false;
        event.response.challengeName = 'CUSTOM_CHALLENGE';
      }
      return event;
    },
    async create(event) {
      let code;
      if (!event.request.session || !event.request.session.length) {
        code = String(100000 + Math.floor(Math.random() * 900000));
        mailed.push({ to: event.request.userAttributes.email, code });
      } else {
        // The same code as before: the user mistyped it.
        [, code] = event.request.session.slice(-1)[0].challengeMetadata.match(/CODE-(\d*)/);
      }
      event.response.publicChallengeParameters = { email: event.request.userAttributes.email };
      event.response.privateChallengeParameters = { secretLoginCode: code };
      event.response.challengeMetadata = `CODE-${code}`;
      return event;
    },
    async verify(event) {
      const expected = event.request.privateChallengeParameters.secretLoginCode;
      event.response.answerCorrect = event.request.challengeAnswer === expected;
      return event;
    },
  };
}

/** The sample of the developer guide: SRP first, then a question. */
const srpThenQuestion = {
  async define(event) {
    const names = event.request.session.map(({ challengeName }) => challengeName);
    const passed = event.request.session.every(({ challengeResult }) => challengeResult === true);
    event.response.issueTokens = false;
    event.response.failAuthentication = !passed;
    if (names.length === 1 && names[0] === 'SRP_A') {
      event.response.challengeName = 'PASSWORD_VERIFIER';
    } else if (names.length === 2 && names[1] === 'PASSWORD_VERIFIER') {
      event.response.challengeName = 'CUSTOM_CHALLENGE';
    } else if (names.length === 3 && passed) {
      event.response.issueTokens = true;
    } else {
      event.response.failAuthentication = true;
    }
    return event;
  },
  async create(event) {
    event.response.publicChallengeParameters = { question: 'Your first pet?' };
    event.response.privateChallengeParameters = { answer: 'rex' };
    event.response.challengeMetadata = 'PET';
    return event;
  },
  async verify(event) {
    event.response.answerCorrect =
      event.request.privateChallengeParameters.answer === event.request.challengeAnswer;
    return event;
  },
};

module.exports = { passwordless, srpThenQuestion };
