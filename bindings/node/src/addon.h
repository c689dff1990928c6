// What the files of the addon share: the state of one JavaScript environment, texts, failures.
#ifndef POSTERN_NODE_ADDON_H_
#define POSTERN_NODE_ADDON_H_

#define NAPI_VERSION 8
#include <node_api.h>
#include <postern/postern.h>
#include <pthread.h>
#include <stddef.h>

#include "pool.h"

struct question;

// One for the main thread, one for each worker_thread that loads the addon. No globals.
typedef struct env_data {
  unsigned owners;  // Counted on the JavaScript thread.
  pool* workers;
  napi_threadsafe_function to_js;
  napi_ref dispatch;    // What runs host functions; its arguments are in host.c.
  napi_env env;         // For the JavaScript thread itself.
  pthread_t js_thread;
  unsigned in_flight;   // Calls that are not settled. While there are any, the process stays alive.
  pthread_mutex_t lock;
  struct question* questions;  // What threads wait for JavaScript to answer. Guarded by lock.
  double next_question;        // Guarded by lock.
  int closing;                 // Guarded by lock.
} env_data;

// Something for the JavaScript thread to do. `env` is NULL when there will be no more JavaScript:
// then it only frees. Embed it as the first member.
typedef struct message {
  void (*deliver)(napi_env env, env_data* data, struct message* self);
} message;

env_data* env_data_of(napi_env env);

// From any thread. Frees `m` by deliver(NULL, ...) when JavaScript is gone.
void post_to_js(env_data* data, message* m);

// Texts. `ptr` is malloc'd; free it with free().
typedef struct text {
  char* ptr;
  size_t len;
} text;

// Each returns 0, or -1 with a JavaScript exception pending.
int text_from_value(napi_env env, napi_value value, text* out);  // Not a string: empty.
int bytes_from_value(napi_env env, napi_value value, text* out);  // String, Buffer or nothing.
int text_member(napi_env env, napi_value object, const char* name, text* out);
int number_member(napi_env env, napi_value object, const char* name, double* out);

void text_wipe(text* t);  // Overwrites and frees: it may hold a password.
postern_str text_view(const text* t);

napi_value string_of(napi_env env, postern_str s);

// {status, code, message}, from which lib/errors.js makes the exception. Frees `error`.
napi_value failure_object(napi_env env, postern_status status, postern_error* error);
napi_value throw_failure(napi_env env, postern_status status, postern_error* error);

// Returns from the enclosing function with the failed Node-API call's exception pending.
#define NAPI_OR_RETURN(env, call, result)                                         \
  do {                                                                            \
    if ((call) != napi_ok) {                                                      \
      throw_last_error(env);                                                      \
      return result;                                                              \
    }                                                                             \
  } while (0)
void throw_last_error(napi_env env);

// The arguments of a native function. Returns 0, or -1 with an exception pending.
int read_arguments(napi_env env, napi_callback_info info, size_t count, napi_value* out);

#endif
