// Token verification: synchronous, because it is quicker than a trip to a thread and never waits
// for JavaScript.
#include "engine.h"

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
