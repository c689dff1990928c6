// The engine as a JavaScript object: opening, calling, triggers, verifying, closing.
'use strict';

const callbacks = require('./callbacks.js');
const native = require('./native.js');
const { encode, makeCognitoIdentity, makeCognitoIdp } = require('./client.js');
const { STATUS, failure, toError } = require('./errors.js');
const { Inbox, Message } = require('./inbox.js');
const { RequestHandler } = require('./request_handler.js');
const { Requests, isStore } = require('./storage.js');
const { totpUri } = require('./totp.js');

// Says that open() follows, where the constructor would open.
const LATER = Symbol('later');

const IN_STORE = 'a function of a store cannot call an engine';
const DELTA_US_MAX = Number.MAX_SAFE_INTEGER;

function guarded(work) {
  // The store would wait for itself.
  if (callbacks.isInsideStore()) throw failure(STATUS.BUSY, IN_STORE);
  try {
    return work();
  } catch (thrown) {
    throw toError(thrown);
  }
}

// [name, value, ...] as an object, in which no name can mean anything else.
function byName(fields) {
  const headers = Object.create(null);
  for (let i = 0; i < fields.length; i += 2) headers[fields[i]] = fields[i + 1];
  return headers;
}

/** `engine.clock`: the engine's time; in tests it can be moved. */
class Clock {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  now() {
    return new Date(guarded(() => native.clockNow(this.#handle)) / 1000);
  }

  advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
    const deltaUs = Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1e6);
    if (!(Math.abs(deltaUs) <= DELTA_US_MAX)) throw new RangeError('advance by how much?');
    guarded(() => native.clockAdvance(this.#handle, deltaUs));
  }
}

// What `work` comes to, or a TimeoutError. Nothing ends a promise: it goes on, and is not heard.
async function within(timeoutMs, name, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`${name} timed out after ${timeoutMs} ms`);
      reject(Object.assign(error, { name: 'TimeoutError' }));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const AUDIT_MODES = ['off', 'changes', 'all'];

class Engine {
  #id = callbacks.nextId();
  #handle;
  #numbers = new Map(); // Key of a host function -> its number.
  #deliver;
  #triggerTimeoutMs = 0;
  #openLater = null;
  #running = 0;
  #closing = null;
  #idle = () => {};

  constructor(options = {}, when = undefined) {
    const prepared = this.#prepare(options);
    if (when === LATER) {
      this.#openLater = async () => {
        const opening = (depth, id) => native.openLater(prepared, depth, id);
        this.#adopt(await this.#run(opening));
      };
    } else {
      this.#adopt(guarded(() => native.open(prepared)));
    }
    this.region = options.region ?? 'us-east-1';
    const callText = (operation, request) => this.#callText(operation, request);
    this.cognitoIdp = makeCognitoIdp(callText);
    this.cognitoIdentity = makeCognitoIdentity(callText);
  }

  /** Opens off the event loop. A store that answers with promises can be opened this way only. */
  static async open(options = {}) {
    const engine = new Engine(options, LATER);
    try {
      await engine.#openLater();
    } catch (error) {
      callbacks.forgetEngine(engine.#id);
      throw error;
    }
    return engine;
  }

  #prepare({ storage = 'memory:', deliver, fetch, invoke, testClock, audit = 'off',
    triggerTimeoutMs = 0, ...rest }) {
    if (!(triggerTimeoutMs >= 0)) throw new TypeError('triggerTimeoutMs is a number, 0 for none');
    this.#triggerTimeoutMs = triggerTimeoutMs;
    if (!AUDIT_MODES.includes(audit)) throw new TypeError("audit is 'off', 'changes' or 'all'");
    const store = isStore(storage) ? storage : null;
    if (!store && typeof storage !== 'string') {
      throw new TypeError('storage is neither a URL nor an object with a function begin()');
    }
    const inMemory = !store && storage.startsWith('memory:');
    if (deliver === undefined && inMemory) this.inbox = new Inbox();
    this.#deliver = deliver ?? this.inbox?.deliver;
    return {
      ...rest,
      storage: store ? '' : storage,
      store: store ? this.#registerStore(store) : 0,
      storeShared: store?.shared === true ? 1 : 0,
      id: this.#id,
      testClock: (testClock ?? inMemory) ? 1 : 0,
      audit: AUDIT_MODES.indexOf(audit),
      deliver: this.#deliver ? this.#registerDelivery() : 0,
      fetch: fetch ? this.#registerFetch(fetch) : 0,
      invoke: invoke ? this.#registerInvoke(invoke) : 0,
    };
  }

  #adopt(handle) {
    this.#handle = handle;
    this.clock = new Clock(handle);
  }

  #register(key, run, isStore = false) {
    if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size + 1);
    const number = this.#numbers.get(key);
    callbacks.register(this.#id, number, run, isStore);
    return number;
  }

  #registerStore(store) {
    const requests = new Requests(store);
    return this.#register('storage', (bytes, keep) => requests.run(bytes, keep), true);
  }

  #registerDelivery() {
    return this.#register('deliver', async (json) => {
      await this.#deliver(new Message(JSON.parse(json)));
      return '';
    });
  }

  #registerFetch(fetch) {
    return this.#register('fetch', async (json) => JSON.stringify(await fetch(JSON.parse(json))));
  }

  #registerInvoke(invoke) {
    return this.#register('invoke', async (both) => {
      const end = both.indexOf('\n');
      const answer = await invoke(both.slice(0, end), JSON.parse(both.slice(end + 1)));
      return JSON.stringify(answer) ?? 'null';
    });
  }

  // Counts what runs, so that close() can wait for it.
  async #run(start) {
    if (this.#closing) throw failure(STATUS.BAD_HANDLE);
    if (callbacks.isInsideStore()) throw failure(STATUS.BUSY, IN_STORE);
    this.#running += 1;
    try {
      return await callbacks.watch((id) => start(callbacks.depth(), id), toError);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#idle();
    }
  }

  #callText(operation, request) {
    return this.#run((depth, id) =>
      native.call(this.#handle, operation, encode(request), depth, id),
    );
  }

  /** Runs one operation: `await engine.call('SignUp', {...})`. Answers plain JSON. */
  async call(operation, request) {
    return JSON.parse(await this.#callText(operation, request));
  }

  /** Copies the store to a new file while serving. The root key is not in it. */
  async backup(path) {
    await this.#run((depth, id) => native.backup(this.#handle, path, depth, id));
  }

  /** The claims of a token of this engine; throws errors.NotAuthorizedException. Synchronous. */
  verify(token, { userPool, clientId, tokenUse, leeway = 0 } = {}) {
    return JSON.parse(
      guarded(() => native.verify(this.#handle, token, userPool, clientId, tokenUse, leeway)),
    );
  }

  /** The same off the event loop: for stores that answer with promises. */
  async verifyAsync(token, { userPool, clientId, tokenUse, leeway = 0 } = {}) {
    const claims = await this.#run((depth, id) =>
      native.verifyLater(this.#handle, token, userPool, clientId, tokenUse, leeway, depth, id),
    );
    return JSON.parse(claims);
  }

  /** Sets, replaces or (with null) removes the function for a trigger; plain or async. */
  trigger(name, handler, { version = 1, pool = '' } = {}) {
    if (handler !== null && typeof handler !== 'function') {
      throw new TypeError(`the trigger ${name} must be a function, or null`);
    }
    const number = handler ? this.#registerTrigger(name, handler, version, pool) : 0;
    guarded(() => native.setTrigger(this.#handle, name, version, pool, number));
    return this;
  }

  #registerTrigger(name, handler, version, pool) {
    const context = Object.freeze({ functionName: name, functionVersion: '$LATEST' });
    return this.#register(`trigger ${name} ${version} ${pool}`, async (json) => {
      const running = handler(JSON.parse(json), context);
      const timeoutMs = this.#triggerTimeoutMs;
      const answer = await (timeoutMs ? within(timeoutMs, name, running) : running);
      return JSON.stringify(answer) ?? 'null'; // No answer is no event, and refused as such.
    });
  }

  /** The QR code an authenticator app reads a SecretCode from: an SVG image. */
  async totpQr(secret, account, issuer) {
    const { Svg } = await this.call('postern:DrawQrCode', {
      Text: totpUri(secret, account, issuer),
    });
    return Svg;
  }

  /** Answers one HTTP request: `{status, headers, body}`. */
  async http({ method = 'GET', target = '/', headers = {}, body, remoteAddress, trusted = false }) {
    const fields = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
    const request = { method, target, headers: fields, body, remoteAddress };
    request.trusted = trusted === true ? 1 : 0;
    const answer = await this.#run((depth, id) => native.http(this.#handle, request, depth, id));
    return { status: answer.status, headers: byName(answer.headers), body: answer.body };
  }

  /** For AWS SDK v3: `new CognitoIdentityProviderClient({requestHandler, ...})`. */
  requestHandler() {
    return new RequestHandler(this);
  }

  /** All an AWS SDK v3 client needs to talk to this engine. */
  awsClientConfig() {
    return {
      region: this.region,
      credentials: { accessKeyId: 'postern', secretAccessKey: 'in-process' },
      requestHandler: this.requestHandler(),
    };
  }

  /** Refuses new calls, waits for those under way, and closes. Again is allowed. */
  close() {
    if (callbacks.isInside(this.#id)) {
      return Promise.reject(failure(STATUS.BUSY, 'a callback cannot close its own engine'));
    }
    this.#closing ??= this.#closeWhenIdle();
    return this.#closing;
  }

  async #closeWhenIdle() {
    if (this.#running > 0) await new Promise((resolve) => (this.#idle = resolve));
    guarded(() => native.close(this.#handle));
    callbacks.forgetEngine(this.#id);
  }

  [Symbol.asyncDispose ?? Symbol('asyncDispose')]() {
    return this.close();
  }
}

module.exports = { Engine };
