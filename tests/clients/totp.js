// An authenticator app in Node: RFC 6238 on a clock that a test may have moved with the server's.
'use strict';

const { createHmac } = require('node:crypto');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytesOf(secret) {
  const bits = [...secret].map((c) => ALPHABET.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)));
}

class Authenticator {
  constructor(postern, secret) {
    Object.assign(this, { postern, key: bytesOf(secret), aheadS: 0 });
  }

  code() {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 + this.aheadS) / 30)));
    const mac = createHmac('sha1', this.key).update(counter).digest();
    const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
  }

  /** A code after the one before, without waiting for it. */
  async freshCode() {
    await this.postern.advance(30);
    this.aheadS += 30;
    return this.code();
  }
}

module.exports = { Authenticator };
