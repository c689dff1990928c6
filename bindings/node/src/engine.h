// Engines as JavaScript holds them: tagged externals.
#ifndef POSTERN_NODE_ENGINE_H_
#define POSTERN_NODE_ENGINE_H_

#include "addon.h"
#include "host.h"

typedef struct engine {
  postern_engine* handle;  // NULL once closed.
  double id;               // By which JavaScript finds the host functions.
  slot* slots;             // Those that C may call; freed with the engine.
} engine;

// The engine in an argument, or NULL with a TypeError pending.
engine* engine_from_value(napi_env env, napi_value value);

// open(options): the engine.
napi_value engine_open(napi_env env, napi_callback_info info);
// openLater(options, depth, id): a promise of it, opened off the event loop.
napi_value engine_open_start(napi_env env, napi_callback_info info);
napi_value engine_close(napi_env env, napi_callback_info info);
napi_value engine_set_trigger(napi_env env, napi_callback_info info);
napi_value engine_clock_now(napi_env env, napi_callback_info info);
napi_value engine_clock_advance(napi_env env, napi_callback_info info);
napi_value engine_verify(napi_env env, napi_callback_info info);
// verifyLater(engine, token, pool, client, use, leeway, depth, id): a promise of the same.
napi_value verify_start(napi_env env, napi_callback_info info);

#endif
