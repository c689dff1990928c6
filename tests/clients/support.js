// What the Node tests share: a running `postern dev`, and packages from where ./do installs them.
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { createRequire } = require('node:module');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { pathToFileURL } = require('node:url');

const checkout = path.join(__dirname, '..', '..');
const build = process.env.POSTERN_BUILD_DIR || path.join(checkout, 'build');
const modules = process.env.POSTERN_NODE_MODULES || path.join(build, 'node', 'node_modules');
const installed = createRequire(path.join(modules, 'of-the-tests.js'));

const PASSWORD = 'Correct-Horse-7';
const OTHER_PASSWORD = 'Other-Horse-8';
const FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

const sdk = installed('@aws-sdk/client-cognito-identity-provider');

/** Packages that are ES modules only. */
const importInstalled = (name) => import(pathToFileURL(installed.resolve(name)));

class Postern {
  /** `postern dev` on a free port, once it is ready. */
  static async start(...options) {
    const arguments_ = ['dev', '--listen', '127.0.0.1:0', ...options];
    const child = spawn(path.join(build, 'postern'), arguments_, {
      stdio: ['ignore', 'pipe', 'inherit'],
      // What it signs its calls of a Lambda endpoint with.
      env: { ...process.env, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
    });
    const [line] = await once(createInterface(child.stdout), 'line');
    return new Postern(child, line.split(' ').at(-1));
  }

  constructor(child, url) {
    Object.assign(this, { child, url });
  }

  /** An AWS SDK v3 client over HTTP. */
  client() {
    return new sdk.CognitoIdentityProviderClient({
      endpoint: this.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 1,
    });
  }

  async newestCode() {
    const messages = await (await fetch(`${this.url}/_postern/inbox`)).json();
    return messages.at(-1).body.match(/\b\d{6,8}\b/)[0];
  }

  async advance(seconds) {
    const body = JSON.stringify({ advance_s: seconds });
    await fetch(`${this.url}/_postern/clock`, { method: 'POST', body });
  }

  async stop() {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

/** A pool and a client in it, made through an SDK client. */
async function makeApp(client) {
  const pool = (await client.send(new sdk.CreateUserPoolCommand({
    PoolName: 'app', AutoVerifiedAttributes: ['email'],
  }))).UserPool.Id;
  const made = await client.send(new sdk.CreateUserPoolClientCommand({
    UserPoolId: pool, ClientName: 'web', ExplicitAuthFlows: FLOWS,
  }));
  return { client, pool, clientId: made.UserPoolClient.ClientId };
}

/** A confirmed user, by an administrator's hand. */
async function addUser(app, name) {
  const user = { UserPoolId: app.pool, Username: name };
  await app.client.send(new sdk.AdminCreateUserCommand({
    ...user, MessageAction: 'SUPPRESS', UserAttributes: [
      { Name: 'email', Value: `${name}@example.com` }, { Name: 'email_verified', Value: 'true' },
    ],
  }));
  await app.client.send(new sdk.AdminSetUserPasswordCommand({
    ...user, Password: PASSWORD, Permanent: true,
  }));
}

async function signIn(app, name, password = PASSWORD) {
  const answer = await app.client.send(new sdk.InitiateAuthCommand({
    ClientId: app.clientId, AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: name, PASSWORD: password },
  }));
  return answer.AuthenticationResult;
}

/** Runs `body(postern, app)` with a server of its own. */
function withPostern(body) {
  return async () => {
    const postern = await Postern.start();
    try {
      await body(postern, await makeApp(postern.client()));
    } finally {
      await postern.stop();
    }
  };
}

module.exports = {
  OTHER_PASSWORD, PASSWORD, Postern, addUser, checkout, importInstalled, installed, makeApp,
  modules, sdk, signIn, withPostern,
};
