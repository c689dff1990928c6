/* The main job in plain C: a pool, a client, a user who signs up, confirms and signs in. */
#ifndef POSTERN_TESTS_CAPI_FLOW_H_
#define POSTERN_TESTS_CAPI_FLOW_H_

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postern/postern.h"

typedef struct flow {
  postern_engine* engine;
  char pool_id[128];
  char client_id[160];
  char code[16]; /* Of the last message delivered. */
  char access_token[8192];
} flow;

static inline postern_str flow_str(const char* text) {
  postern_str view;
  view.ptr = text;
  view.len = strlen(text);
  return view;
}

/* Copies the first string member `name` of a JSON text; values here have no escapes. */
static inline int flow_member(const char* json, const char* name, char* out, size_t size) {
  char quoted[64];
  const char *from, *to;
  snprintf(quoted, sizeof quoted, "\"%s\"", name);
  from = strstr(json, quoted);
  if (from == NULL) return 0;
  from = strchr(from + strlen(quoted), '"');
  to = from == NULL ? NULL : strchr(from + 1, '"');
  if (to == NULL || (size_t)(to - from) > size) return 0;
  memcpy(out, from + 1, (size_t)(to - from - 1));
  out[to - from - 1] = '\0';
  return 1;
}

/* postern_deliver_fn: keeps the six digits of the message's body. Ids elsewhere in the message may
   hold six digits in a row as well, so only the text counts. */
static inline int32_t flow_deliver(void* ctx, postern_str message, postern_reply* reply) {
  static const char body[] = "\"Body\":\"";
  flow* self = (flow*)ctx;
  size_t i = 0, digits = 0;
  (void)reply;
  while (i + sizeof body < message.len && memcmp(message.ptr + i, body, sizeof body - 1) != 0) ++i;
  for (i += sizeof body - 1; i < message.len && message.ptr[i] != '"'; ++i) {
    digits = isdigit((unsigned char)message.ptr[i]) ? digits + 1 : 0;
    if (digits == 6 && (i + 1 == message.len || !isdigit((unsigned char)message.ptr[i + 1]))) {
      memcpy(self->code, message.ptr + i - 5, 6);
      self->code[6] = '\0';
    }
  }
  return 0;
}

static inline postern_status flow_open(flow* self, const char* storage_url) {
  postern_options options;
  memset(self, 0, sizeof *self);
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.storage_url = flow_str(storage_url);
  options.deliver = flow_deliver;
  options.deliver_ctx = self;
  options.password_memory_kib = 64; /* Hashes for tests, not for users. */
  options.password_passes = 1;
  return postern_open(&options, &self->engine, NULL);
}

/* Runs an operation; `out` (may be NULL) takes the response. Says on stderr what was refused. */
static inline postern_status flow_call(flow* self, const char* operation, const char* request,
                                       char* out, size_t size) {
  postern_buf* response = NULL;
  postern_error* error = NULL;
  const postern_status status =
      postern_call(self->engine, flow_str(operation), flow_str(request), &response, &error);
  if (status == POSTERN_OK && out != NULL) {
    const postern_str view = postern_buf_view(response);
    snprintf(out, size, "%.*s", (int)view.len, view.ptr);
  }
  if (status != POSTERN_OK) {
    const postern_str code = postern_error_code(error), message = postern_error_message(error);
    fprintf(stderr, "%s: status %d %.*s: %.*s\n", operation, (int)status, (int)code.len, code.ptr,
            (int)message.len, message.ptr);
  }
  postern_buf_free(response);
  postern_error_free(error);
  return status;
}

static inline int flow_create_pool(flow* self) {
  char out[16384], request[512];
  if (flow_call(self, "CreateUserPool",
                "{\"PoolName\":\"flow\",\"AutoVerifiedAttributes\":[\"email\"]}", out,
                sizeof out) != POSTERN_OK ||
      !flow_member(out, "Id", self->pool_id, sizeof self->pool_id)) {
    return 0;
  }
  snprintf(request, sizeof request,
           "{\"UserPoolId\":\"%s\",\"ClientName\":\"flow\",\"ExplicitAuthFlows\":"
           "[\"ALLOW_USER_PASSWORD_AUTH\",\"ALLOW_REFRESH_TOKEN_AUTH\"]}",
           self->pool_id);
  return flow_call(self, "CreateUserPoolClient", request, out, sizeof out) == POSTERN_OK &&
         flow_member(out, "ClientId", self->client_id, sizeof self->client_id);
}

static inline postern_status flow_sign_up(flow* self, const char* username) {
  char request[640];
  snprintf(request, sizeof request,
           "{\"ClientId\":\"%s\",\"Username\":\"%s\",\"Password\":\"Correct-Horse-9\","
           "\"UserAttributes\":[{\"Name\":\"email\",\"Value\":\"%s@example.com\"}]}",
           self->client_id, username, username);
  return flow_call(self, "SignUp", request, NULL, 0);
}

static inline postern_status flow_confirm(flow* self, const char* username) {
  char request[640];
  snprintf(request, sizeof request,
           "{\"ClientId\":\"%s\",\"Username\":\"%s\",\"ConfirmationCode\":\"%s\"}",
           self->client_id, username, self->code);
  return flow_call(self, "ConfirmSignUp", request, NULL, 0);
}

static inline int flow_sign_in(flow* self, const char* username) {
  char out[16384], request[640];
  snprintf(request, sizeof request,
           "{\"ClientId\":\"%s\",\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"AuthParameters\":"
           "{\"USERNAME\":\"%s\",\"PASSWORD\":\"Correct-Horse-9\"}}",
           self->client_id, username);
  return flow_call(self, "InitiateAuth", request, out, sizeof out) == POSTERN_OK &&
         flow_member(out, "AccessToken", self->access_token, sizeof self->access_token);
}

#endif
