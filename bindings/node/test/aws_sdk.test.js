// The in-process request handler, by hand and under the real AWS SDK v3 where that is installed.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');

const { makeApp, withEngine } = require('./support.js');

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

test('a handler answers what the SDK would send', withEngine(async (engine) => {
  const app = await makeApp(engine);
  const { response } = await engine.requestHandler().handle({
    method: 'POST',
    path: '/',
    query: {},
    headers: {
      host: 'localhost',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.DescribeUserPool',
    },
    body: JSON.stringify({ UserPoolId: app.pool }),
  });
  assert.equal(response.statusCode, 200);
  assert.equal(JSON.parse(await textOf(response.body)).UserPool.Id, app.pool);
}));

test('an aborted request is not sent', withEngine(async (engine) => {
  const abortSignal = AbortSignal.abort();
  await assert.rejects(engine.requestHandler().handle({ method: 'GET' }, { abortSignal }));
}));

function findSdk() {
  const name = '@aws-sdk/client-cognito-identity-provider';
  const folder = process.env.POSTERN_NODE_MODULES;
  const paths = [__dirname, ...(folder ? [path.join(folder, '..')] : [])];
  try {
    return require(require.resolve(name, { paths }));
  } catch {
    return null;
  }
}

const sdk = findSdk();
const skip = sdk ? false : 'the AWS SDK is not installed';

test('the AWS SDK runs in process, without a socket', { skip }, withEngine(async (engine) => {
  const client = new sdk.CognitoIdentityProviderClient(engine.awsClientConfig());
  const app = await makeApp(engine);
  await app.addUser('alice');
  const user = { UserPoolId: app.pool, Username: 'alice' };
  const found = await client.send(new sdk.AdminGetUserCommand(user));
  assert.equal(found.UserStatus, 'CONFIRMED');
  assert.ok(found.UserCreateDate instanceof Date);
  const unknown = new sdk.AdminGetUserCommand({ ...user, Username: 'nobody' });
  await assert.rejects(client.send(unknown), { name: 'UserNotFoundException' });
}));
