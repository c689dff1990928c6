// Auth.js, with its own provider for Cognito, as Next.js and others embed it.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { Browser, signInHere } = require('./browser.js');
const { PASSWORD, addUser, importInstalled, sdk, withPostern } = require('./support.js');

const SITE = 'https://app.example';
const CALLBACK = `${SITE}/auth/callback/cognito`;

/** A site that signs its users in with Auth.js, and the one browser that is at it. */
class Site {
  static async make(postern, app, checks) {
    await app.client.send(new sdk.CreateUserPoolDomainCommand({
      UserPoolId: app.pool, Domain: 'demo',
    }));
    const made = await app.client.send(new sdk.CreateUserPoolClientCommand({
      UserPoolId: app.pool, ClientName: 'site', GenerateSecret: true,
      SupportedIdentityProviders: ['COGNITO'], CallbackURLs: [CALLBACK],
      AllowedOAuthFlows: ['code'], AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
    }));
    await addUser(app, 'ada');
    const { Auth } = await importInstalled('@auth/core');
    const { default: cognito } = await importInstalled('@auth/core/providers/cognito');
    const site = new Site();
    site.auth = (request) => Auth(request, {
      basePath: '/auth', secret: 'for tests only', trustHost: true,
      logger: { error: (error) => site.errors.push(error.type) },
      providers: [cognito({
        clientId: made.UserPoolClient.ClientId, clientSecret: made.UserPoolClient.ClientSecret,
        issuer: `${postern.url}/${app.pool}`, ...(checks && { checks }),
      })],
      callbacks: {
        jwt: ({ token, profile }) => (
          profile ? { ...token, username: profile['cognito:username'] } : token),
        session: ({ session, token }) => ({ ...session, username: token.username }),
      },
    });
    return site;
  }

  cookies = new Map();
  errors = [];

  async ask(url, form = undefined) {
    const response = await this.auth(new Request(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    }));
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      this.cookies.set(name, value);
    }
    return response;
  }

  /** Where the site sends who wants to sign in. */
  async begin() {
    const { csrfToken } = await (await this.ask(`${SITE}/auth/csrf`)).json();
    const answer = await this.ask(`${SITE}/auth/signin/cognito`, { csrfToken });
    return answer.headers.get('location');
  }

  async session() {
    return (await this.ask(`${SITE}/auth/session`)).json();
  }
}

for (const checks of [undefined, ['pkce', 'state', 'nonce']]) {
  test(`a user signs in at a site, which checks ${checks ?? 'what it does by default'}`,
    withPostern(async (postern, app) => {
      const site = await Site.make(postern, app, checks);
      const back = await signInHere(new Browser(), await site.begin(), CALLBACK, 'ada', PASSWORD);
      await site.ask(back);
      const session = await site.session();
      assert.deepEqual([session.username, session.user.email], ['ada', 'ada@example.com']);
    }));
}

test('O13: a code that another browser got signs nobody in', withPostern(async (postern, app) => {
  const site = await Site.make(postern, app, ['pkce', 'state', 'nonce']);
  const back = await signInHere(new Browser(), await site.begin(), CALLBACK, 'ada', PASSWORD);
  const victim = Object.assign(new Site(), { auth: site.auth });
  await victim.begin();
  const answer = await victim.ask(back);
  assert.match(answer.headers.get('location'), /\/auth\/error/);
  assert.equal(await victim.session(), null);
}));
