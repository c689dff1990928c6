// A request handler for AWS SDK v3 clients: the engine answers in this process, without a socket.
'use strict';

const { Readable } = require('node:stream');

function queryOf(query) {
  const parts = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of [value].flat()) {
      const key = encodeURIComponent(name);
      parts.push(one === null ? key : `${key}=${encodeURIComponent(one)}`);
    }
  }
  return parts.length ? `?${parts.join('&')}` : '';
}

async function bodyOf(body) {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  // By its memory: the SDK's bodies warn when Buffer.from() asks them for their text.
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** What @smithy calls an HttpHandler, by shape: nothing of the SDK is loaded here. */
class RequestHandler {
  constructor(engine) {
    this.engine = engine;
    this.metadata = { handlerProtocol: 'http/1.1' };
  }

  async handle(request, { abortSignal } = {}) {
    abortSignal?.throwIfAborted?.();
    const answer = await this.engine.http({
      method: request.method,
      target: (request.path || '/') + queryOf(request.query),
      headers: request.headers,
      body: await bodyOf(request.body),
      trusted: true,
    });
    const { status: statusCode, headers } = answer;
    return { response: { statusCode, headers, body: Readable.from([answer.body]) } };
  }

  updateHttpClientConfig() {}

  httpHandlerConfigs() {
    return {};
  }

  destroy() {}
}

module.exports = { RequestHandler };
