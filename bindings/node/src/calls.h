// The asynchronous entry points: one operation, one backup, one HTTP request.
#ifndef POSTERN_NODE_CALLS_H_
#define POSTERN_NODE_CALLS_H_

#include "addon.h"

// call(engine, operation, request, depth, id): promise of the response's JSON text.
napi_value call_start(napi_env env, napi_callback_info info);

// backup(engine, path, depth, id): promise of undefined.
napi_value backup_start(napi_env env, napi_callback_info info);

// http(engine, {method, target, headers, body, remoteAddress, trusted}, depth, id): promise of
// {status, headers, body}; headers are [name, value, name, value, ...] both ways.
napi_value http_start(napi_env env, napi_callback_info info);

#endif
