// What the tests share: an engine with cheap password hashing, a pool with one client in it.
'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');

const { Engine } = require('..');

const PASSWORD = 'Correct-Horse-7';
const CHEAP = { passwordMemoryKib: 64, passwordPasses: 1 };

/** Runs `body(engine)` with an engine of its own, and closes it. */
function withEngine(body, options) {
  return async () => {
    const engine = new Engine({ ...CHEAP, ...options });
    try {
      await body(engine);
    } finally {
      await engine.close();
    }
  };
}

async function makeApp(engine, poolOptions) {
  const idp = engine.cognitoIdp;
  const { UserPool } = await idp.createUserPool({ PoolName: 'tests', ...poolOptions });
  const { UserPoolClient } = await idp.createUserPoolClient({
    UserPoolId: UserPool.Id,
    ClientName: 'tests',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  return new App(engine, UserPool.Id, UserPoolClient.ClientId);
}

/** A pool, its client, and the moves most tests start with. */
class App {
  constructor(engine, pool, client) {
    Object.assign(this, { engine, pool, client });
  }

  signUp(name, more) {
    const request = { ClientId: this.client, Username: name, Password: PASSWORD, ...more };
    return this.engine.cognitoIdp.signUp(request);
  }

  async addUser(name) {
    const user = { UserPoolId: this.pool, Username: name };
    await this.engine.cognitoIdp.adminCreateUser({ ...user, MessageAction: 'SUPPRESS' });
    const password = { Password: PASSWORD, Permanent: true };
    await this.engine.cognitoIdp.adminSetUserPassword({ ...user, ...password });
  }

  async signIn(name) {
    const answer = await this.engine.cognitoIdp.initiateAuth({
      ClientId: this.client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD },
    });
    return answer.AuthenticationResult;
  }
}

/** Runs a program of its own, where `postern` is this package. */
function runNode(program) {
  const load = `const postern = require(${JSON.stringify(path.join(__dirname, '..'))});`;
  const options = { encoding: 'utf8', timeout: 120_000 };
  return spawnSync(process.execPath, ['-e', `${load}\n${program}`], options);
}

module.exports = { CHEAP, PASSWORD, makeApp, runNode, withEngine };
