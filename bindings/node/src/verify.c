// Token verification: synchronous, because it is quicker than a trip to a thread. Only a store in
// JavaScript that answers with promises needs that trip.
#include <stdlib.h>

#include "engine.h"
#include "task.h"

#define TOKEN_BYTES_MAX 16384
#define RESTRICTION_BYTES_MAX 512

// A string argument into a caller's buffer; anything else is empty. No allocation on this path.
static int into(napi_env env, napi_value value, char* buffer, size_t size, postern_str* out) {
  napi_valuetype type;
  *out = (postern_str){buffer, 0};
  NAPI_OR_RETURN(env, napi_typeof(env, value, &type), -1);
  if (type != napi_string) return 0;
  NAPI_OR_RETURN(env, napi_get_value_string_utf8(env, value, buffer, size, &out->len), -1);
  return 0;
}

// verify(engine, token, pool, client, use, leeway): the claims' JSON text. A text that fills its
// buffer was cut off; being longer than anything valid it is refused as it stands.
napi_value engine_verify(napi_env env, napi_callback_info info) {
  char token[TOKEN_BYTES_MAX + 2];
  char pool_id[RESTRICTION_BYTES_MAX], client[RESTRICTION_BYTES_MAX], use[RESTRICTION_BYTES_MAX];
  napi_value arguments[6];
  postern_str token_view;
  postern_verify_options options = {.struct_size = sizeof options};
  if (read_arguments(env, info, 6, arguments) != 0) return NULL;
  engine* e = engine_from_value(env, arguments[0]);
  if (e == NULL || into(env, arguments[1], token, sizeof token, &token_view) != 0 ||
      into(env, arguments[2], pool_id, sizeof pool_id, &options.user_pool_id) != 0 ||
      into(env, arguments[3], client, sizeof client, &options.client_id) != 0 ||
      into(env, arguments[4], use, sizeof use, &options.token_use) != 0) {
    return NULL;
  }
  NAPI_OR_RETURN(env, napi_get_value_uint32(env, arguments[5], &options.leeway_s), NULL);
  if (e->handle == NULL) return throw_failure(env, POSTERN_E_BAD_HANDLE, NULL);
  postern_claims* claims = NULL;
  postern_error* error = NULL;
  const postern_status status = postern_verify(e->handle, token_view, &options, &claims, &error);
  if (status != POSTERN_OK) return throw_failure(env, status, error);
  napi_value json = string_of(env, postern_claims_json(claims));
  postern_claims_free(claims);
  return json;
}

typedef struct verify_task {
  task base;
  text token, pool_id, client, use;
  postern_verify_options options;
  postern_claims* claims;
} verify_task;

static void verify_now(task* self) {
  verify_task* t = (verify_task*)self;
  self->status = postern_verify(self->handle, text_view(&t->token), &t->options, &t->claims,
                                &self->error);
}

static napi_value claims_of(napi_env env, task* self) {
  return string_of(env, postern_claims_json(((verify_task*)self)->claims));
}

static void release(task* self) {
  verify_task* t = (verify_task*)self;
  text_wipe(&t->token);
  text_wipe(&t->pool_id);
  text_wipe(&t->client);
  text_wipe(&t->use);
  postern_claims_free(t->claims);
}

napi_value verify_start(napi_env env, napi_callback_info info) {
  napi_value arguments[8];
  double depth, id;
  uint32_t leeway_s;
  if (read_arguments(env, info, 8, arguments) != 0) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_uint32(env, arguments[5], &leeway_s), NULL);
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[6], &depth), NULL);
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[7], &id), NULL);
  verify_task* t = calloc(1, sizeof *t);
  if (t == NULL) return throw_failure(env, POSTERN_E_NO_MEMORY, NULL);
  t->base.work = verify_now;
  t->base.result = claims_of;
  t->base.release = release;
  if (text_from_value(env, arguments[1], &t->token) != 0 ||
      text_from_value(env, arguments[2], &t->pool_id) != 0 ||
      text_from_value(env, arguments[3], &t->client) != 0 ||
      text_from_value(env, arguments[4], &t->use) != 0) {
    release(&t->base);
    free(t);
    return NULL;
  }
  t->options = (postern_verify_options){.struct_size = sizeof t->options,
                                        .leeway_s = leeway_s,
                                        .user_pool_id = text_view(&t->pool_id),
                                        .client_id = text_view(&t->client),
                                        .token_use = text_view(&t->use)};
  return task_start(env, &t->base, arguments[0], depth, id);
}
