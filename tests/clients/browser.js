// A browser that keeps cookies and reads no more of a page than its form.
'use strict';

/** A user agent with cookies, which says where it is sent instead of going there. */
class Browser {
  constructor() {
    this.cookies = new Map();
  }

  async ask(url, form = undefined) {
    const { origin } = new URL(url);
    const jar = this.cookies.get(origin) ?? new Map();
    this.cookies.set(origin, jar);
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    return { status: response.status, location: response.headers.get('location'),
      body: await response.text() };
  }

  /** Follows redirects up to the first page, or to an address that begins with `stop`. */
  async go(url, stop, form = undefined) {
    let at = url;
    let answer = await this.ask(at, form);
    while (answer.location) {
      at = new URL(answer.location, at).href;
      if (at.startsWith(stop)) return { url: at };
      answer = await this.ask(at);
    }
    return { url: at, ...answer };
  }
}

/** Signs a user in on the login page that `start` leads to: the address of `stop` it ends at. */
async function signInHere(browser, start, stop, username, password) {
  const page = await browser.go(start, stop);
  const token = page.body.match(/name="_csrf"[^>]*value="([^"]+)"/)[1];
  const answer = await browser.go(page.url, stop, { _csrf: token, username, password });
  return answer.url;
}

module.exports = { Browser, signInHere };
