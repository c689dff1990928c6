// JavaScript values to C and back: texts, members, failures.
#include <stdlib.h>
#include <string.h>

#include "addon.h"

void throw_last_error(napi_env env) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending) return;
  const napi_extended_error_info* info = NULL;
  napi_get_last_error_info(env, &info);
  napi_throw_error(env, NULL, info && info->error_message ? info->error_message : "postern");
}

int read_arguments(napi_env env, napi_callback_info info, size_t count, napi_value* out) {
  NAPI_OR_RETURN(env, napi_get_cb_info(env, info, &count, out, NULL, NULL), -1);
  return 0;
}

static int allocate(napi_env env, size_t len, text* out) {
  out->len = len;
  out->ptr = malloc(len + 1);
  if (out->ptr != NULL) return 0;
  out->len = 0;
  napi_throw_error(env, NULL, "out of memory");
  return -1;
}

int text_from_value(napi_env env, napi_value value, text* out) {
  *out = (text){NULL, 0};
  napi_valuetype type;
  NAPI_OR_RETURN(env, napi_typeof(env, value, &type), -1);
  if (type != napi_string) return 0;
  size_t len;
  NAPI_OR_RETURN(env, napi_get_value_string_utf8(env, value, NULL, 0, &len), -1);
  if (allocate(env, len, out) != 0) return -1;
  NAPI_OR_RETURN(env, napi_get_value_string_utf8(env, value, out->ptr, len + 1, &len), -1);
  return 0;
}

int bytes_from_value(napi_env env, napi_value value, text* out) {
  bool is_buffer = false;
  NAPI_OR_RETURN(env, napi_is_buffer(env, value, &is_buffer), -1);
  if (!is_buffer) return text_from_value(env, value, out);
  void* data = NULL;
  size_t len = 0;
  *out = (text){NULL, 0};
  NAPI_OR_RETURN(env, napi_get_buffer_info(env, value, &data, &len), -1);
  if (allocate(env, len, out) != 0) return -1;
  if (len != 0) memcpy(out->ptr, data, len);
  return 0;
}

int text_member(napi_env env, napi_value object, const char* name, text* out) {
  *out = (text){NULL, 0};
  napi_value value;
  NAPI_OR_RETURN(env, napi_get_named_property(env, object, name, &value), -1);
  return bytes_from_value(env, value, out);
}

int number_member(napi_env env, napi_value object, const char* name, double* out) {
  *out = 0;
  napi_value value;
  napi_valuetype type;
  NAPI_OR_RETURN(env, napi_get_named_property(env, object, name, &value), -1);
  NAPI_OR_RETURN(env, napi_typeof(env, value, &type), -1);
  if (type == napi_number) NAPI_OR_RETURN(env, napi_get_value_double(env, value, out), -1);
  return 0;
}

void text_wipe(text* t) {
  volatile char* at = t->ptr;
  for (size_t i = 0; i < t->len; ++i) at[i] = 0;
  free(t->ptr);
  *t = (text){NULL, 0};
}

postern_str text_view(const text* t) { return (postern_str){t->ptr, t->len}; }

napi_value string_of(napi_env env, postern_str s) {
  napi_value made = NULL;
  NAPI_OR_RETURN(env, napi_create_string_utf8(env, s.len ? s.ptr : "", s.len, &made), NULL);
  return made;
}

napi_value failure_object(napi_env env, postern_status status, postern_error* error) {
  napi_value object = NULL;
  napi_value number = NULL;
  napi_create_object(env, &object);
  napi_create_int32(env, status, &number);
  napi_set_named_property(env, object, "status", number);
  napi_set_named_property(env, object, "code", string_of(env, postern_error_code(error)));
  napi_set_named_property(env, object, "message", string_of(env, postern_error_message(error)));
  postern_error_free(error);
  return object;
}

napi_value throw_failure(napi_env env, postern_status status, postern_error* error) {
  napi_throw(env, failure_object(env, status, error));
  return NULL;
}
