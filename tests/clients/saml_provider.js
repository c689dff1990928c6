// samlp, a SAML identity provider that nobody here wrote, for pools to sign in at.
'use strict';

const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const { installed } = require('./support.js');

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const USER = {
  id: 'ada-1', displayName: 'Ada', name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'ada@example.com' }],
};

/** A key and its certificate, both as PEM. */
function makeKey() {
  const folder = mkdtempSync(path.join(tmpdir(), 'postern-saml-'));
  try {
    const file = (name) => path.join(folder, name);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1',
      '-subj', '/CN=idp', '-keyout', file('key'), '-out', file('certificate')],
    { stdio: 'ignore' });
    return { key: readFileSync(file('key')), cert: readFileSync(file('certificate')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The members of Express's requests and responses that samlp uses. */
async function dress(request, response) {
  const url = new URL(request.url, `http://${request.headers.host}`);
  let body = '';
  for await (const part of request) body += part;
  Object.assign(request, {
    protocol: 'http', originalUrl: request.url, path: url.pathname, session: {},
    query: Object.fromEntries(url.searchParams),
    body: Object.fromEntries(new URLSearchParams(body)),
  });
  response.set = (name, value) => response.setHeader(name, value);
  response.send = (text) => response.end(String(text));
}

function pemOf(base64) {
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g).join('\n')}\n` +
    '-----END CERTIFICATE-----\n';
}

/**
 * samlp on a free port of this machine. It signs users in to `base`, an address of Postern's.
 * `settings` are samlp's own, and may come later.
 */
async function startSamlProvider(base, settings = {}) {
  const samlp = installed('samlp');
  const SessionParticipants = installed('samlp/lib/sessionParticipants');
  const keys = makeKey();
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const issuer = 'urn:samlp';
  const acs = `${base}/saml2/idpresponse`;
  const refused = [];

  const answers = {
    '/metadata': () => samlp.metadata({
      issuer, cert: keys.cert, redirectEndpointPath: '/sso', postEndpointPath: '/sso',
      logoutEndpointPaths: { redirect: '/slo' },
    }),
    '/sso': () => samlp.auth({
      issuer, ...keys, recipient: acs, destination: acs, sessionIndex: '_session',
      lifetimeInSeconds: 300, getUserFromRequest: () => USER,
      getPostURL: (audience, dom, request, done) => done(null, acs), ...settings,
    }),
    '/slo': () => samlp.logout({
      issuer, ...keys, protocolBinding: POST, destination: `${base}/saml2/logout`,
      sessionParticipants: new SessionParticipants([{
        serviceProviderId: settings.audience, nameId: USER.id, sessionIndex: '_session',
        serviceProviderLogoutURL: `${base}/saml2/logout`, cert: settings.signingCert,
      }]),
      store: {
        states: new Map(),
        save(request, state, done) { this.states.set('t', state); done(null, 't'); },
        load(request, id, options, done) { done(null, this.states.get(id)); },
      },
    }),
  };
  server.on('request', async (request, response) => {
    await dress(request, response);
    answers[request.path]()(request, response, (error) => {
      refused.push(error.message);
      response.writeHead(400).end();
    });
  });
  return {
    metadata: `${url}/metadata`, refused, settings, url,
    stop: () => { server.close(); server.closeAllConnections(); },
  };
}

module.exports = { pemOf, startSamlProvider };
