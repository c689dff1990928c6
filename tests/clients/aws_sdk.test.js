// AWS SDK v3: the same life over HTTP and in process, where no socket is opened.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');

const { PASSWORD, addUser, checkout, makeApp, sdk, signIn, withPostern } = require('./support.js');
const { Authenticator } = require('./totp.js');

const { Engine } = require(path.join(checkout, 'bindings', 'node'));

const overHttp = withPostern;

/** Runs `body(postern, app)` with an engine inside this process in the server's place. */
function inProcess(body) {
  return async () => {
    const engine = new Engine();
    const postern = {
      newestCode: async () => engine.inbox.newest.code,
      advance: async (seconds) => engine.clock.advance({ seconds }),
    };
    const client = new sdk.CognitoIdentityProviderClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      requestHandler: engine.requestHandler(),
    });
    try {
      await body(postern, await makeApp(client));
    } finally {
      await engine.close();
    }
  };
}

for (const [where, run] of Object.entries({ 'over HTTP': overHttp, 'in process': inProcess })) {
  test(`${where}: a user signs up, confirms, signs in and is read`, run(async (postern, app) => {
    const { client, clientId } = app;
    const signUp = {
      ClientId: clientId, Username: 'ada', Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }],
    };
    const made = await client.send(new sdk.SignUpCommand(signUp));
    assert.equal(made.UserConfirmed, false);
    await assert.rejects(client.send(new sdk.SignUpCommand(signUp)), (error) => {
      assert.ok(error instanceof sdk.UsernameExistsException);
      assert.equal(error.message, 'User already exists');
      return true;
    });
    await client.send(new sdk.ConfirmSignUpCommand({
      ClientId: clientId, Username: 'ada', ConfirmationCode: await postern.newestCode(),
    }));
    const tokens = await signIn(app, 'ada');
    const user = await client.send(new sdk.GetUserCommand({ AccessToken: tokens.AccessToken }));
    assert.equal(user.Username, 'ada');
    const seen = await client.send(new sdk.AdminGetUserCommand({
      UserPoolId: app.pool, Username: 'ada',
    }));
    assert.equal(seen.UserStatus, 'CONFIRMED');
    assert.ok(seen.UserCreateDate instanceof Date);
  }));

  test(`${where}: tokens expire, are refreshed and revoked`, run(async (postern, app) => {
    await addUser(app, 'ada');
    const tokens = await signIn(app, 'ada');
    const getUser = (token) => app.client.send(new sdk.GetUserCommand({ AccessToken: token }));
    await postern.advance(3601);
    await assert.rejects(getUser(tokens.AccessToken), {
      name: 'NotAuthorizedException', message: 'Access Token has expired',
    });
    const refresh = () => app.client.send(new sdk.InitiateAuthCommand({
      ClientId: app.clientId, AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
    }));
    const renewed = (await refresh()).AuthenticationResult;
    await getUser(renewed.AccessToken);
    await app.client.send(new sdk.RevokeTokenCommand({
      ClientId: app.clientId, Token: tokens.RefreshToken,
    }));
    await assert.rejects(refresh(), {
      name: 'NotAuthorizedException', message: 'Refresh Token has been revoked',
    });
  }));

  test(`${where}: groups and pages`, run(async (postern, app) => {
    for (const name of ['ada', 'alan', 'grace']) await addUser(app, name);
    const found = [];
    const pages = sdk.paginateListUsers({ client: app.client, pageSize: 2 }, {
      UserPoolId: app.pool,
    });
    for await (const page of pages) found.push(...page.Users.map((user) => user.Username));
    assert.deepEqual(found.sort(), ['ada', 'alan', 'grace']);
    const group = { UserPoolId: app.pool, GroupName: 'readers' };
    await app.client.send(new sdk.CreateGroupCommand(group));
    await app.client.send(new sdk.AdminAddUserToGroupCommand({ ...group, Username: 'ada' }));
    const members = await app.client.send(new sdk.ListUsersInGroupCommand(group));
    assert.deepEqual(members.Users.map((user) => user.Username), ['ada']);
  }));

  test(`${where}: a required factor is set up at the first sign-in`, run(async (postern, app) => {
    const { client, clientId } = app;
    await client.send(new sdk.SetUserPoolMfaConfigCommand({
      UserPoolId: app.pool, MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }));
    await addUser(app, 'ada');
    const asked = await client.send(new sdk.InitiateAuthCommand({
      ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    }));
    assert.equal(asked.ChallengeName, 'MFA_SETUP');
    const associated = await client.send(new sdk.AssociateSoftwareTokenCommand({
      Session: asked.Session,
    }));
    const phone = new Authenticator(postern, associated.SecretCode);
    const verified = await client.send(new sdk.VerifySoftwareTokenCommand({
      Session: associated.Session, UserCode: phone.code(),
    }));
    const done = await client.send(new sdk.RespondToAuthChallengeCommand({
      ClientId: clientId, ChallengeName: 'MFA_SETUP', Session: verified.Session,
      ChallengeResponses: { USERNAME: 'ada' },
    }));
    assert.ok(done.AuthenticationResult.AccessToken);
  }));
}
