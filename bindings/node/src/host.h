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

// postern_invoke_fn, for a function of "ARN\nevent". What it throws is the function's own refusal.
int32_t host_invoke(void* ctx, postern_str arn, postern_str event, postern_reply* reply);

// What JavaScript is to do: text as a string, or bytes as a Buffer. Taken over by both of these.
typedef struct request {
  text body;
  int is_bytes;
} request;

// Asks JavaScript and waits; from any thread. On the JavaScript thread itself, where nothing can be
// waited for, the function must answer before it returns. Returns 1 when `*answer` is its answer,
// 0 when it is the text of its failure, and empty if there is none.
int host_ask(const slot* s, request r, text* answer);

// The same without an answer: JavaScript gets to it before whatever it is asked later.
void host_tell(const slot* s, request r);

// answer(question, ok, text or Buffer): JavaScript has the answer, or the text of its exception.
napi_value host_answer(napi_env env, napi_callback_info info);

// Fails everything that waits for JavaScript, and what would wait from here on.
void host_abandon(env_data* data);

#endif
