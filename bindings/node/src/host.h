// The program's functions (triggers, delivery, fetch), called by the engine on a worker thread.
#ifndef POSTERN_NODE_HOST_H_
#define POSTERN_NODE_HOST_H_

#include "addon.h"

// What C holds as the context of a host function: numbers by which JavaScript finds the function.
// No reference to a JavaScript value, so nothing can be touched from a wrong thread.
typedef struct slot {
  env_data* data;
  double engine_id;
  double number;
  struct slot* next;
} slot;

// Of type postern_trigger_fn, postern_deliver_fn and postern_fetch_fn; `ctx` is a slot.
int32_t host_call(void* ctx, postern_str json, postern_reply* reply);

// answer(question, ok, text): JavaScript has the answer, or the text of its exception.
napi_value host_answer(napi_env env, napi_callback_info info);

// Fails everything that waits for JavaScript, and what would wait from here on.
void host_abandon(env_data* data);

#endif
