/* Memory that runs out inside a call: a status, never an end of the process. */
#include <stddef.h>

#include "check.h"
#include "flow.h"

/* The library allocates through this program's malloc, as through any other a host brings. */
extern void* __libc_malloc(size_t size);

static __thread int armed = 0;
static __thread int allocations_left = 0;

__attribute__((visibility("default"))) void* malloc(size_t size) {
  if (armed && allocations_left-- <= 0) return NULL;
  return __libc_malloc(size);
}

static flow self;

typedef postern_status (*attempt_fn)(void);

static postern_status describe_pool(void) {
  char request[256];
  postern_buf* out = NULL;
  postern_error* error = NULL;
  postern_status status;
  snprintf(request, sizeof request, "{\"UserPoolId\":\"%s\"}", self.pool_id);
  armed = 1;
  status = postern_call(self.engine, str("DescribeUserPool"), str(request), &out, &error);
  armed = 0;
  CHECK((status == POSTERN_OK) == (out != NULL));
  CHECK(status != POSTERN_E_NO_MEMORY || error == NULL);
  postern_buf_free(out);
  postern_error_free(error);
  return status;
}

static postern_status get_over_http(void) {
  postern_http_response* response = NULL;
  postern_http_request request = {0};
  postern_status status;
  request.struct_size = sizeof request;
  request.method = str("GET");
  request.target = str("/nothing-here");
  armed = 1;
  status = postern_http(self.engine, &request, &response, NULL);
  armed = 0;
  CHECK((status == POSTERN_OK) == (response != NULL));
  postern_http_response_free(response);
  return status;
}

static postern_status sign_in(void) {
  char request[512];
  postern_buf* out = NULL;
  postern_status status;
  snprintf(request, sizeof request,
           "{\"ClientId\":\"%s\",\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"AuthParameters\":"
           "{\"USERNAME\":\"ann\",\"PASSWORD\":\"Correct-Horse-9\"}}",
           self.client_id);
  armed = 1;
  status = postern_call(self.engine, str("InitiateAuth"), str(request), &out, NULL);
  armed = 0;
  CHECK((status == POSTERN_OK) == (out != NULL));
  postern_buf_free(out);
  return status;
}

static postern_status verify(void) {
  postern_claims* claims = NULL;
  postern_status status;
  armed = 1;
  status = postern_verify(self.engine, str(self.access_token), NULL, &claims, NULL);
  armed = 0;
  CHECK((status == POSTERN_OK) == (claims != NULL));
  postern_claims_free(claims);
  return status;
}

/* Lets the first allocation fail, then the second, and so on until the call succeeds. */
static void fail_at_every_step(attempt_fn attempt) {
  int step, failures = 0;
  for (step = 0; step < 100000; ++step) {
    allocations_left = step;
    if (attempt() == POSTERN_OK) break;
    ++failures;
  }
  CHECK(failures > 0 && step < 100000);
}

int main(void) {
  REQUIRE(flow_open(&self, "memory:") == POSTERN_OK);
  REQUIRE(flow_create_pool(&self));
  CASE("C10: a failed allocation at any step of a call is a status, and the next call works");
  fail_at_every_step(describe_pool);
  CASE("C10: the same over HTTP");
  fail_at_every_step(get_over_http);
  CASE("C10: the same for a sign-in, down to hashing and signing");
  REQUIRE(flow_sign_up(&self, "ann") == POSTERN_OK && flow_confirm(&self, "ann") == POSTERN_OK);
  /* First in peace: OpenSSL 3.0 does not recover when its own set-up runs out of memory. */
  REQUIRE(flow_sign_in(&self, "ann"));
  fail_at_every_step(sign_in);
  CASE("C10: the same for the verification of a token");
  REQUIRE(flow_sign_in(&self, "ann"));
  fail_at_every_step(verify);
  CHECK(postern_close(self.engine) == POSTERN_OK);
  return CHECK_RESULT();
}
