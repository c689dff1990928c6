// The https addresses of a test: an app's pages, and Cognito's own names in front of `postern dev`.
// Chromium finds all of them here, so that clients which know no other addresses can be driven.
'use strict';

const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const https = require('node:https');

const { Chromium } = require('./chromium.js');
const { Postern, installed, modules } = require('./support.js');

const ISSUER_BASE = 'https://cognito-idp.us-east-1.amazonaws.com';
const APP = 'https://app.example';

/** A key and a certificate that nobody trusts, in PEM. */
const makeCertificate = () => execFileSync('openssl', [
  'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
  '-days', '2', '-subj', '/CN=tests', '-keyout', '-', '-out', '-',
], { stdio: ['ignore', 'pipe', 'ignore'] });

/** A script for browsers from a module that imports npm packages, as web apps are built. */
const bundle = (source) => installed('esbuild').buildSync({
  stdin: { contents: source, resolveDir: modules }, bundle: true, write: false,
  format: 'iife', platform: 'browser', logLevel: 'error',
}).outputFiles[0].text;

class SecureFront {
  /** `script` runs on every page of the app, after `settings` is set. */
  static async start(script, issuerBase = ISSUER_BASE) {
    const front = new SecureFront();
    front.script = script;
    front.settings = {};
    front.postern = await Postern.start('--issuer-base', issuerBase);
    const pem = makeCertificate();
    front.server = https.createServer({ key: pem, cert: pem },
      (request, response) => front.#answer(request, response));
    await once(front.server.listen(0, '127.0.0.1'), 'listening');
    const { port } = front.server.address();
    // Any other name is nowhere: no test asks the network for anything.
    const rules = ['app.example', '*.app.example', '*.amazonaws.com', '*.amazoncognito.com']
      .map((name) => `MAP ${name} 127.0.0.1:${port}`).join(', ');
    front.browser = await Chromium.start('--ignore-certificate-errors',
      `--host-resolver-rules=${rules}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`);
    return front;
  }

  #answer(request, response) {
    if (request.headers.host === 'app.example') this.#answerAsApp(request, response);
    else this.#handOn(request, response);
  }

  #answerAsApp(request, response) {
    if (request.url === '/app.js') {
      response.setHeader('Content-Type', 'text/javascript').end(this.script);
      return;
    }
    const settings = JSON.stringify(this.settings);
    response.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>the app</title>
      <script>window.settings = ${settings}</script><script src="/app.js"></script>`);
  }

  #handOn(request, response) {
    const onward = http.request(new URL(request.url, this.postern.url), {
      method: request.method, headers: request.headers,
    }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  async stop() {
    await this.browser.stop();
    this.server.closeAllConnections();
    this.server.close();
    await this.postern.stop();
  }
}

module.exports = { APP, ISSUER_BASE, SecureFront, bundle };
