// Chromium over the DevTools protocol, through a pipe: nothing listens, nothing else is installed.
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const program = process.env.POSTERN_CHROMIUM || 'chromium';

/** Why no browser can be started here, or false. */
const missing = () =>
  spawnSync(program, ['--version']).status === 0 ? false : `${program} is not installed`;

class Chromium {
  static async start(...options) {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-chromium-'));
    // Containers and chroots run tests as root, where the sandbox cannot start.
    const child = spawn(program, [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
      '--no-first-run', '--disable-background-networking', '--remote-debugging-pipe',
      `--user-data-dir=${profile}`, ...options, 'about:blank',
    ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const browser = new Chromium(child, profile);
    await browser.send('Browser.getVersion');
    return browser;
  }

  constructor(child, profile) {
    Object.assign(this, { child, profile, waiting: new Map(), last: 0, unread: '' });
    child.stdio[4].setEncoding('utf8').on('data', (text) => this.#read(text));
    child.once('exit', () => this.#fail(new Error('Chromium exited')));
  }

  /** Messages end with a NUL. */
  #read(text) {
    const messages = (this.unread + text).split('\0');
    this.unread = messages.pop();
    for (const message of messages.map((json) => JSON.parse(json))) {
      const settle = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.error) settle?.reject(new Error(message.error.message));
      else settle?.resolve(message.result);
    }
  }

  #fail(error) {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async openPage(url) {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId);
    await page.send('Page.navigate', { url });
    await page.evaluate('new Promise((done) => document.readyState === "complete" ? done() :'
      + ' addEventListener("load", done))');
    return page;
  }

  async stop() {
    const exited = once(this.child, 'exit');
    // A browser that is told to close takes its helpers along; what was killed leaves them writing.
    this.send('Browser.close').catch(() => {});
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(patience);
    try {
      fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    } catch { /* Left in the temporary directory. */ }
  }
}

class Page {
  constructor(browser, sessionId) {
    Object.assign(this, { browser, sessionId });
  }

  send(method, params = {}) {
    return this.browser.send(method, params, this.sessionId);
  }

  /** The JSON value of an expression, once it has settled; as if the user had clicked. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true, userGesture: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** A platform authenticator that says yes; see WebAuthn.VirtualAuthenticatorOptions. */
  async addAuthenticator(options = {}) {
    await this.send('WebAuthn.enable');
    const { authenticatorId } = await this.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true, ...options,
      },
    });
    return authenticatorId;
  }

  /** What navigator.credentials.create() makes of CredentialCreationOptions, as JSON. */
  createCredential(options) {
    return this.evaluate(`navigator.credentials.create({ publicKey:
      PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)}) })
      .then((made) => made.toJSON())`);
  }

  /** What navigator.credentials.get() answers to CREDENTIAL_REQUEST_OPTIONS, as JSON. */
  getCredential(options) {
    return this.evaluate(`navigator.credentials.get({ publicKey:
      PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)}) })
      .then((used) => used.toJSON())`);
  }
}

module.exports = { Chromium, missing };
