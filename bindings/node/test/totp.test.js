// The URI of authenticator apps: escaped as RFC 3986 says, and refused where no app could read it.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { totpUri } = require('..');

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('names are percent-encoded', () => {
  for (const [account, issuer, label] of [
    ['ada', 'Shop', 'Shop:ada'],
    ['ada@example.com', "Søhne & Co's/1", 'S%C3%B8hne%20%26%20Co%27s%2F1:ada%40example.com'],
    ['a-._~!*()', 'A', 'A:a-._~%21%2A%28%29'],
  ]) {
    const [shown] = label.split(':');
    assert.equal(totpUri(SECRET, account, issuer),
      `otpauth://totp/${label}?secret=${SECRET}&issuer=${shown}`);
  }
});

test('what no app could read is refused', () => {
  for (const [secret, account, issuer] of [
    ['', 'ada', 'Shop'], ['abc', 'ada', 'Shop'], [`${SECRET}\n`, 'ada', 'Shop'],
    [SECRET, '', 'Shop'], [SECRET, 'ada', ''], [SECRET, 'a:b', 'Shop'], [SECRET, 'ada', 'S:hop'],
  ]) {
    assert.throws(() => totpUri(secret, account, issuer), TypeError);
  }
});
