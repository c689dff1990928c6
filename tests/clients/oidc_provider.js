// oidc-provider, an OpenID Connect provider that nobody here wrote, for pools to sign in at.
'use strict';

const { once } = require('node:events');
const { createServer } = require('node:http');

const { importInstalled } = require('./support.js');

/** An oidc-provider on a free port of this machine. */
async function startProvider(callback, options) {
  const { default: Provider } = await importInstalled('oidc-provider');
  const { exportJWK, generateKeyPair } = await importInstalled('jose');
  const { privateKey } = await generateKeyPair(options.alg, { extractable: true });
  const key = { ...await exportJWK(privateKey), alg: options.alg, use: 'sig', kid: 'k1' };
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'postern', client_secret: 'a secret & more', redirect_uris: [callback],
      token_endpoint_auth_method: options.method, id_token_signed_response_alg: options.alg,
    }],
    clientAuthMethods: [options.method],
    cookies: { keys: ['any'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    enabledJWA: { idTokenSigningAlgValues: [options.alg] },
    jwks: { keys: [key] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true, name: 'Ada' }),
    }),
  });
  server.on('request', provider.callback());
  return {
    details: { client_id: 'postern', client_secret: 'a secret & more', oidc_issuer: issuer },
    stop: () => { server.close(); server.closeAllConnections(); },
  };
}

module.exports = { startProvider };
