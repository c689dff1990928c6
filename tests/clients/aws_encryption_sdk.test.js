// The AWS Encryption SDK for Node opens the codes that a custom sender is handed.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');

const { PASSWORD, checkout, installed } = require('./support.js');

const { Engine } = require(path.join(checkout, 'bindings', 'node'));

const KEY_ID = 'arn:aws:kms:us-east-1:000000000000:key/senders';
const KEY = Buffer.alloc(32, 7);

/** A function as deployed behind Cognito, with a raw AES keyring in the KMS keyring's place. */
function sender(key, opened) {
  const encryption = installed('@aws-crypto/client-node');
  const { decrypt } = encryption.buildDecrypt();
  const keyring = new encryption.RawAesKeyringNode({
    keyNamespace: 'postern',
    keyName: KEY_ID,
    unencryptedMasterKey: new Uint8Array(key),
    wrappingSuite: encryption.RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  return async (event) => {
    const sealed = Buffer.from(event.request.code, 'base64');
    const { plaintext, messageHeader } = await decrypt(keyring, sealed);
    opened.push({
      code: plaintext.toString(),
      to: event.request.userAttributes.email,
      pool: messageHeader.encryptionContext['userpool-id'],
    });
  };
}

async function withApp(body) {
  const engine = new Engine();
  try {
    await engine.call('postern:PutSenderKey', { KeyId: KEY_ID, Key: KEY.toString('base64') });
    const { UserPool } = await engine.cognitoIdp.createUserPool({
      PoolName: 'p', AutoVerifiedAttributes: ['email'], LambdaConfig: { KMSKeyID: KEY_ID },
    });
    const { UserPoolClient } = await engine.cognitoIdp.createUserPoolClient({
      UserPoolId: UserPool.Id, ClientName: 'c',
    });
    const signUp = (name) => engine.cognitoIdp.signUp({
      ClientId: UserPoolClient.ClientId, Username: name, Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
    });
    await body(engine, UserPool.Id, UserPoolClient.ClientId, signUp);
  } finally {
    await engine.close();
  }
}

test('a sender opens the code and the user confirms with it', () => withApp(
  async (engine, pool, client, signUp) => {
    const opened = [];
    engine.trigger('CustomEmailSender', sender(KEY, opened));
    await signUp('ada');
    assert.deepEqual([opened[0].to, opened[0].pool], ['ada@example.com', pool]);
    await engine.cognitoIdp.confirmSignUp({
      ClientId: client, Username: 'ada', ConfirmationCode: opened[0].code,
    });
  }));

test('another key opens nothing', () => withApp(async (engine, pool, client, signUp) => {
  const opened = [];
  engine.trigger('CustomEmailSender', sender(Buffer.alloc(32, 8), opened));
  await assert.rejects(signUp('ada'), { name: 'UserLambdaValidationException' });
  assert.deepEqual(opened, []);
}));
