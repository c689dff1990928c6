// The URI of authenticator apps: escaped as RFC 3986 says, and refused where no app could read it.
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { errors, totpUri } = require('..');
const { withEngine } = require('./support.js');

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

test('the picture is an image of the code', withEngine(async (engine) => {
  const text = totpUri(SECRET, 'ada', 'Shop');
  const { Svg, Modules } = await engine.call('postern:DrawQrCode', { Text: text });
  assert.equal(await engine.totpQr(SECRET, 'ada', 'Shop'), Svg);
  const side = Modules.length + 8;
  assert.ok(Svg.startsWith(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"`));
  assert.ok(Modules.every((row) => /^[01]+$/.test(row) && row.length === Modules.length));
  await assert.rejects(engine.totpQr(SECRET, 'a'.repeat(900), 'Shop'),
    errors.InvalidParameterException);
}));
