// The Invoke operation of the Lambda API for handlers of this process: what `--lambda-endpoint` of
// the server talks to.
'use strict';

const { createServer } = require('node:http');
const { once } = require('node:events');

const PATH = /^\/2015-03-31\/functions\/(.+)\/invocations$/;

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks));
}

/** Answers as Lambda does: the handler's result, or what it threw under X-Amz-Function-Error. */
async function invoke(handlers, request, response) {
  const [, arn] = request.url.match(PATH);
  const name = decodeURIComponent(arn).split(':').at(-1);
  try {
    response.end(JSON.stringify(await handlers[name](await bodyOf(request))));
  } catch (error) {
    response.setHeader('X-Amz-Function-Error', 'Unhandled');
    response.end(JSON.stringify({ errorType: error.name, errorMessage: error.message }));
  }
}

/** `handlers` by function name; `arn(name)` is what a LambdaConfig names. */
async function startLambda(handlers) {
  const server = createServer((request, response) => invoke(handlers, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    arn: (name) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

module.exports = { startLambda };
