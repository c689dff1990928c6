// One HTTP request: postern_http() off the event loop.
#include <stdlib.h>

#include "calls.h"
#include "task.h"

typedef struct http_task {
  task base;
  text method;
  text target;
  text body;
  text remote_address;
  int trusted;
  uint32_t field_count;  // Names and values.
  text* fields;
  postern_http_header* headers;  // Views of fields.
  postern_http_response* response;
} http_task;

static void work(task* self) {
  http_task* t = (http_task*)self;
  const postern_http_request request = {
      .struct_size = sizeof request,
      .flags = t->trusted ? POSTERN_HTTP_TRUSTED : 0,
      .method = text_view(&t->method),
      .target = text_view(&t->target),
      .headers = t->headers,
      .header_count = t->field_count / 2,
      .body = text_view(&t->body),
      .remote_address = text_view(&t->remote_address),
  };
  self->status = postern_http(self->handle, &request, &t->response, &self->error);
}

static napi_value headers_of(napi_env env, const postern_http_response* response) {
  napi_value list = NULL;
  NAPI_OR_RETURN(env, napi_create_array(env, &list), NULL);
  const uint32_t count = (uint32_t)postern_http_response_header_count(response);
  for (uint32_t i = 0; i < count; ++i) {
    const postern_str name = postern_http_response_header_name(response, i);
    const postern_str value = postern_http_response_header_value(response, i);
    napi_set_element(env, list, 2 * i, string_of(env, name));
    napi_set_element(env, list, 2 * i + 1, string_of(env, value));
  }
  return list;
}

static napi_value result(napi_env env, task* self) {
  const postern_http_response* response = ((http_task*)self)->response;
  const postern_str bytes = postern_http_response_body(response);
  napi_value object, status, body;
  NAPI_OR_RETURN(env, napi_create_object(env, &object), NULL);
  napi_create_uint32(env, postern_http_response_status(response), &status);
  NAPI_OR_RETURN(env, napi_create_buffer_copy(env, bytes.len, bytes.ptr, NULL, &body), NULL);
  napi_set_named_property(env, object, "status", status);
  napi_set_named_property(env, object, "headers", headers_of(env, response));
  napi_set_named_property(env, object, "body", body);
  return object;
}

static void release(task* self) {
  http_task* t = (http_task*)self;
  text_wipe(&t->method);
  text_wipe(&t->target);
  text_wipe(&t->body);
  text_wipe(&t->remote_address);
  for (uint32_t i = 0; t->fields != NULL && i < t->field_count; ++i) text_wipe(&t->fields[i]);
  free(t->fields);
  free(t->headers);
  postern_http_response_free(t->response);
}

static int read_headers(napi_env env, napi_value request, http_task* t) {
  napi_value list, element;
  NAPI_OR_RETURN(env, napi_get_named_property(env, request, "headers", &list), -1);
  NAPI_OR_RETURN(env, napi_get_array_length(env, list, &t->field_count), -1);
  t->fields = calloc(t->field_count + 1, sizeof *t->fields);
  t->headers = calloc(t->field_count / 2 + 1, sizeof *t->headers);
  if (t->fields == NULL || t->headers == NULL) return napi_throw_error(env, NULL, "memory"), -1;
  for (uint32_t i = 0; i < t->field_count; ++i) {
    NAPI_OR_RETURN(env, napi_get_element(env, list, i, &element), -1);
    if (text_from_value(env, element, &t->fields[i]) != 0) return -1;
  }
  for (uint32_t i = 0; i < t->field_count / 2; ++i) {
    t->headers[i].name = text_view(&t->fields[2 * i]);
    t->headers[i].value = text_view(&t->fields[2 * i + 1]);
  }
  return 0;
}

static int read_request(napi_env env, napi_value request, http_task* t) {
  double trusted = 0;
  if (text_member(env, request, "method", &t->method) != 0 ||
      text_member(env, request, "target", &t->target) != 0 ||
      text_member(env, request, "body", &t->body) != 0 ||
      text_member(env, request, "remoteAddress", &t->remote_address) != 0 ||
      number_member(env, request, "trusted", &trusted) != 0) {
    return -1;
  }
  t->trusted = trusted == 1;
  return read_headers(env, request, t);
}

napi_value http_start(napi_env env, napi_callback_info info) {
  napi_value arguments[4];
  double depth, id;
  if (read_arguments(env, info, 4, arguments) != 0) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[2], &depth), NULL);
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[3], &id), NULL);
  http_task* t = calloc(1, sizeof *t);
  if (t == NULL) return throw_failure(env, POSTERN_E_NO_MEMORY, NULL);
  t->base.work = work;
  t->base.result = result;
  t->base.release = release;
  if (read_request(env, arguments[1], t) != 0) {
    release(&t->base);
    free(t);
    return NULL;
  }
  return task_start(env, &t->base, arguments[0], depth, id);
}
