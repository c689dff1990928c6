// The URI that authenticator apps read, made of what AssociateSoftwareToken answers.
'use strict';

// encodeURIComponent leaves five characters that RFC 3986 reserves.
function escape(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function totpUri(secret, account, issuer) {
  if (!/^[A-Z2-7]+$/.test(secret)) throw new TypeError('the secret is not base32 in upper case');
  for (const [what, name] of [['issuer', issuer], ['account', account]]) {
    if (!name || name.includes(':')) {
      throw new TypeError(`the ${what} must not be empty or have a colon`);
    }
  }
  const label = `${escape(issuer)}:${escape(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${escape(issuer)}`;
}

module.exports = { totpUri };
