// A tab of Chromium that a user types into.
'use strict';

const assert = require('node:assert/strict');

/** A tab that a user types into. */
class Tab {
  static async open(browser) {
    const page = await browser.openPage('about:blank');
    await page.send('Page.enable');
    return new Tab(page);
  }

  constructor(page) {
    this.page = page;
  }

  /** Does something that leads to another page, and waits for that. */
  async #leave(act) {
    await this.page.evaluate('window.isOld = true');
    await act();
    for (let tries = 0; tries < 200; ++tries) {
      await new Promise((done) => setTimeout(done, 25));
      // The page may be going away at this very moment.
      const arrived = await this.page.evaluate(
        'document.readyState === "complete" && !window.isOld').catch(() => false);
      if (arrived) return;
    }
    assert.fail(`still at ${await this.address()}: ${await this.text()}`);
  }

  go(url) {
    return this.#leave(() => this.page.send('Page.navigate', { url }));
  }

  /** Runs a script that leads to another page. */
  run(script) {
    return this.#leave(() => this.page.evaluate(`void (${script})`));
  }

  /** Fills in fields by name, and presses the button that a selector names. */
  async submit(fields, button = 'button') {
    for (const [name, value] of Object.entries(fields)) {
      await this.page.evaluate(
        `document.querySelector(${JSON.stringify(`[name="${name}"]:not([hidden])`)}).value =`
        + ` ${JSON.stringify(value)}`);
    }
    await this.#leave(() => this.page.evaluate(
      `document.querySelector(${JSON.stringify(button)}).click()`));
  }

  /** What an expression comes to once it is true; pages that go away meanwhile are no matter. */
  async until(expression) {
    for (let tries = 0; tries < 200; ++tries) {
      const value = await this.page.evaluate(expression).catch(() => false);
      if (value) return value;
      await new Promise((done) => setTimeout(done, 25));
    }
    return assert.fail(`at ${await this.address()}, not ${expression}: ${await this.text()}`);
  }

  /** A page whose script goes on by itself. */
  waitFor(title) {
    return this.until(`document.readyState === "complete" && document.title ===`
      + ` ${JSON.stringify(title)}`);
  }

  address() {
    return this.page.evaluate('location.href');
  }

  title() {
    return this.page.evaluate('document.title');
  }

  text() {
    return this.page.evaluate('document.body.innerText');
  }
}

module.exports = { Tab };
