// Messages the engine wants delivered, and a place that keeps them for tests and development.
'use strict';

const MESSAGES_MAX = 1000;

/** One e-mail or SMS. Its body, which holds a code or a password, does not show when printed. */
class Message {
  constructor(event) {
    this.medium = event.Medium;
    this.destination = event.Destination;
    this.subject = event.Subject ?? '';
    this.userPoolId = event.UserPoolId ?? '';
    this.username = event.Username ?? '';
    this.clientId = event.ClientId ?? '';
    this.source = event.Source ?? '';
    Object.defineProperty(this, 'body', { value: event.Body, enumerable: false });
  }

  /** The first run of six to eight digits in the body, or null. */
  get code() {
    return /(?<!\d)\d{6,8}(?!\d)/.exec(this.body)?.[0] ?? null;
  }
}

/** Keeps the last messages, oldest first. Pass `inbox.deliver` as an engine's `deliver`. */
class Inbox extends Array {
  static get [Symbol.species]() {
    return Array;
  }

  constructor() {
    super();
    const deliver = (message) => {
      this.push(message);
      if (this.length > MESSAGES_MAX) this.shift();
    };
    Object.defineProperty(this, 'deliver', { value: deliver, enumerable: false });
  }

  get newest() {
    return this[this.length - 1];
  }

  clear() {
    this.length = 0;
  }
}

module.exports = { Inbox, Message };
