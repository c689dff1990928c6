// A promise for work that a thread of the pool does: postern_call() or postern_http().
#ifndef POSTERN_NODE_TASK_H_
#define POSTERN_NODE_TASK_H_

#include "engine.h"

// Embed it as the first member, allocated with calloc.
typedef struct task {
  job base;
  message done;
  env_data* data;
  napi_deferred promise;
  napi_ref engine_ref;  // Keeps the engine from being collected meanwhile.
  postern_engine* handle;
  double id;  // By which JavaScript finds the exception a host function threw.
  postern_status status;
  postern_error* error;
  void (*work)(struct task* self);                          // On a pool thread.
  napi_value (*result)(napi_env env, struct task* self);    // When work succeeded.
  void (*release)(struct task* self);                       // Frees what the kind owns.
} task;

// Hands `t` to the pool and returns its promise. `engine_value` is the tagged external. Takes `t`
// over, also when it fails (NULL, exception pending).
napi_value task_start(napi_env env, task* t, napi_value engine_value, double depth, double id);

// The same for an engine that is not open yet.
napi_value task_submit(napi_env env, task* t, napi_value engine_value, double depth, double id);

// The task that the calling thread works on, or NULL.
const task* task_current(void);

#endif
