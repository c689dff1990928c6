// samlp, a SAML identity provider that nobody here wrote, signs users in to a pool and out of it.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { Browser } = require('./browser.js');
const { pemOf, startSamlProvider } = require('./saml_provider.js');
const { importInstalled, sdk, withPostern } = require('./support.js');

const CALLBACK = 'https://app.example/callback';
const GOODBYE = 'https://app.example/bye';
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

/** A domain, the provider by its metadata's address, and a client whose users sign in there. */
async function makeFederation(app, provider, details = {}) {
  await app.client.send(new sdk.CreateUserPoolDomainCommand({
    UserPoolId: app.pool, Domain: 'demo',
  }));
  await app.client.send(new sdk.CreateIdentityProviderCommand({
    UserPoolId: app.pool, ProviderName: 'Corp', ProviderType: 'SAML',
    ProviderDetails: { MetadataURL: provider.metadata, ...details },
    AttributeMapping: { email: `${CLAIMS}/emailaddress`, name: `${CLAIMS}/name` },
  }));
  const made = await app.client.send(new sdk.CreateUserPoolClientCommand({
    UserPoolId: app.pool, ClientName: 'federated', SupportedIdentityProviders: ['Corp'],
    CallbackURLs: [CALLBACK], LogoutURLs: [GOODBYE], AllowedOAuthFlows: ['code'],
    AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: ['openid', 'email', 'profile'],
  }));
  return made.UserPoolClient.ClientId;
}

/** Posts the form that a page of the provider is. */
function post(browser, page, stop) {
  const value = (text) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
  const action = value(page.body.match(/action="([^"]+)"/)[1]);
  const form = {};
  for (const [, name, content] of page.body.matchAll(/name="([^"]+)"\s+value="([^"]*)"/g)) {
    form[name] = value(content);
  }
  return browser.go(action, stop, form);
}

async function redeem(base, clientId, address) {
  const back = new URL(address).searchParams;
  assert.equal(back.get('error_description'), null);
  const response = await fetch(`${base}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code', client_id: clientId, code: back.get('code'),
      redirect_uri: CALLBACK,
    }),
  });
  assert.equal(response.status, 200);
  return response.json();
}

/** Runs `body({base, provider, app})` with a provider of its own. */
function withProvider(body) {
  return withPostern(async (postern, app) => {
    const base = `${postern.url}/domains/demo`;
    const provider = await startSamlProvider(base);
    try {
      await body({ base, provider, app });
      assert.deepEqual(provider.refused, []);
    } finally {
      provider.stop();
    }
  });
}

/** There and back: the claims of who has signed in. */
async function signIn({ base, browser, clientId }) {
  const query = new URLSearchParams({
    response_type: 'code', client_id: clientId, redirect_uri: CALLBACK,
  });
  const page = await browser.go(`${base}/oauth2/authorize?${query}`, CALLBACK);
  assert.match(page.body, /SAMLResponse/);
  const back = await post(browser, page, CALLBACK);
  const { decodeJwt } = await importInstalled('jose');
  return decodeJwt((await redeem(base, clientId, back.url)).id_token);
}

test('samlp signs users in by the address of its metadata', withProvider(async (all) => {
  const clientId = await makeFederation(all.app, all.provider);
  const claims = await signIn({ ...all, browser: new Browser(), clientId });
  assert.equal(claims['cognito:username'], 'Corp_ada-1');
  assert.equal(claims.email, 'ada@example.com');
  assert.equal(claims.name, 'Ada');
  assert.deepEqual(claims['cognito:groups'], [`${all.app.pool}_Corp`]);
}));

test('samlp may sign its whole response, as well or alone', withProvider(async (all) => {
  const clientId = await makeFederation(all.app, all.provider);
  for (const signAssertion of [true, false]) {
    Object.assign(all.provider.settings, { signResponse: true, signAssertion });
    const claims = await signIn({ ...all, browser: new Browser(), clientId });
    assert.equal(claims['cognito:username'], 'Corp_ada-1');
  }
}));

test('samlp takes signed requests, and encrypts for the pool', withProvider(async (all) => {
  const clientId = await makeFederation(all.app, all.provider, {
    RequestSigningAlgorithm: 'rsa-sha256', EncryptedResponses: 'true',
  });
  const { Certificate } = await all.app.client.send(new sdk.GetSigningCertificateCommand({
    UserPoolId: all.app.pool,
  }));
  const { IdentityProvider } = await all.app.client.send(new sdk.DescribeIdentityProviderCommand({
    UserPoolId: all.app.pool, ProviderName: 'Corp',
  }));
  const certificate = pemOf(IdentityProvider.ProviderDetails.ActiveEncryptionCertificate);
  const { X509Certificate } = require('node:crypto');
  Object.assign(all.provider.settings, {
    signingCert: pemOf(Certificate), encryptionCert: certificate,
    encryptionPublicKey: new X509Certificate(certificate).publicKey.export(
      { type: 'spki', format: 'pem' }),
    encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  });
  const claims = await signIn({ ...all, browser: new Browser(), clientId });
  assert.equal(claims.email, 'ada@example.com');
}));

test('samlp signs users out', withProvider(async (all) => {
  const clientId = await makeFederation(all.app, all.provider, { IDPSignout: 'true' });
  const { Certificate } = await all.app.client.send(new sdk.GetSigningCertificateCommand({
    UserPoolId: all.app.pool,
  }));
  all.provider.settings.audience = `urn:amazon:cognito:sp:${all.app.pool}`;
  const browser = new Browser();
  await signIn({ ...all, browser, clientId });
  all.provider.settings.signingCert = pemOf(Certificate);  // Of what is signed always.
  const query = new URLSearchParams({ client_id: clientId, logout_uri: GOODBYE });
  const page = await browser.go(`${all.base}/logout?${query}`, GOODBYE);
  assert.match(page.body, /SAMLResponse/);
  assert.equal((await post(browser, page, GOODBYE)).url, GOODBYE);
}));
