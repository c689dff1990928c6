/* Every pointer NULL, one at a time; every length impossible, one at a time. */
#include <stdint.h>

#include "check.h"

static postern_engine* engine;

static int32_t answer_event(void* ctx, postern_str event, postern_reply* reply) {
  (void)ctx;
  return postern_reply_set(reply, event);
}

static void null_out_parameters_are_refused(void) {
  postern_error* error = NULL;
  postern_http_response* response = NULL;
  postern_http_request request = {0};
  request.struct_size = sizeof request;
  CASE("C01: a NULL out-parameter is an invalid argument, in every function that has one");
  CHECK_FAILS(POSTERN_E_INVALID_ARGUMENT, postern_open(NULL, NULL, &error), error);
  CHECK_FAILS(POSTERN_E_INVALID_ARGUMENT,
              postern_call(engine, str("ListUserPools"), str("{}"), NULL, &error), error);
  CHECK_FAILS(POSTERN_E_INVALID_ARGUMENT,
              postern_verify(engine, str("a.b.c"), NULL, NULL, &error), error);
  CHECK_FAILS(POSTERN_E_INVALID_ARGUMENT, postern_http(engine, &request, NULL, &error), error);
  CHECK_FAILS(POSTERN_E_INVALID_ARGUMENT, postern_http(engine, NULL, &response, &error), error);
  CHECK(response == NULL);
}

static void null_error_is_allowed(void) {
  postern_buf* out = NULL;
  CASE("C01: a NULL out_error only loses the explanation");
  CHECK(postern_call(engine, str("NoSuchOperation"), str("{}"), &out, NULL) == POSTERN_E_REJECTED);
  CHECK(out == NULL);
  CHECK(postern_open(NULL, NULL, NULL) == POSTERN_E_INVALID_ARGUMENT);
}

static void null_engine_is_a_bad_handle(void) {
  postern_buf* out = NULL;
  postern_claims* claims = NULL;
  postern_http_response* response = NULL;
  postern_http_request request = {0};
  request.struct_size = sizeof request;
  CASE("C01: a NULL engine is a bad handle, and closing it does nothing");
  CHECK(postern_call(NULL, str("ListUserPools"), str("{}"), &out, NULL) == POSTERN_E_BAD_HANDLE);
  CHECK(postern_verify(NULL, str("a.b.c"), NULL, &claims, NULL) == POSTERN_E_BAD_HANDLE);
  CHECK(postern_http(NULL, &request, &response, NULL) == POSTERN_E_BAD_HANDLE);
  CHECK(postern_trigger_set(NULL, str("PreSignUp"), 1, str(""), answer_event, NULL, NULL) ==
        POSTERN_E_BAD_HANDLE);
  CHECK(postern_backup(NULL, str("/nowhere/copy.db"), NULL) == POSTERN_E_BAD_HANDLE);
  CHECK(postern_clock_advance(NULL, 1, NULL) == POSTERN_E_BAD_HANDLE);
  CHECK(postern_clock_now(NULL) == -1);
  CHECK(postern_close(NULL) == POSTERN_OK);
  CHECK(out == NULL && claims == NULL && response == NULL);
}

static void getters_and_frees_accept_null(void) {
  CASE("C01: getters of NULL give nothing, and freeing NULL does nothing");
  CHECK(postern_buf_view(NULL).len == 0);
  CHECK(postern_error_status(NULL) == POSTERN_OK);
  CHECK(postern_error_code(NULL).len == 0 && postern_error_message(NULL).len == 0);
  CHECK(postern_claims_json(NULL).len == 0);
  CHECK(postern_http_response_status(NULL) == 0);
  CHECK(postern_http_response_header_count(NULL) == 0);
  CHECK(postern_http_response_header_name(NULL, 0).len == 0);
  CHECK(postern_http_response_header_value(NULL, 0).len == 0);
  CHECK(postern_http_response_body(NULL).len == 0);
  postern_buf_free(NULL);
  postern_error_free(NULL);
  postern_claims_free(NULL);
  postern_http_response_free(NULL);
  CHECK(postern_reply_set(NULL, str("x")) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_reply_fail(NULL, str("x")) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_reply_row(NULL, str("x"), str("x")) == POSTERN_E_INVALID_ARGUMENT);
}

static postern_status call(postern_str operation, postern_str request) {
  postern_buf* out = NULL;
  postern_error* error = NULL;
  const postern_status status = postern_call(engine, operation, request, &out, &error);
  CHECK((status == POSTERN_OK) == (out != NULL));
  CHECK((status == POSTERN_OK) == (error == NULL));
  postern_buf_free(out);
  postern_error_free(error);
  return status;
}

static void null_text_is_only_an_empty_one(void) {
  const postern_str nothing = {NULL, 0}, broken = {NULL, 1};
  postern_claims* claims = NULL;
  CASE("C01: a NULL text with a length is refused, without one it is empty");
  CHECK(call(str("ListUserPools"), broken) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(call(broken, str("{}")) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(call(nothing, str("{}")) == POSTERN_E_REJECTED);
  CHECK(call(str("ListUserPools"), str("{\"MaxResults\":1}")) == POSTERN_OK);
  CHECK(postern_verify(engine, broken, NULL, &claims, NULL) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_verify(engine, nothing, NULL, &claims, NULL) == POSTERN_E_REJECTED);
}

static void impossible_lengths_are_refused_unread(void) {
  /* The pointer is good for three bytes: reading any of these lengths would end the program. */
  const size_t lengths[] = {SIZE_MAX,
                            SIZE_MAX / 2,
                            (size_t)2 << 30,
                            (size_t)4 << 30,
                            ((size_t)1 << 32) + 1,
                            POSTERN_REQUEST_BYTES_MAX + 1};
  postern_claims* claims = NULL;
  size_t i;
  CASE("C05 C06: lengths that cannot be are refused before a byte is read");
  for (i = 0; i < sizeof lengths / sizeof lengths[0]; ++i) {
    const postern_str text = {"{}", lengths[i]};
    CHECK(call(str("ListUserPools"), text) == POSTERN_E_INVALID_ARGUMENT);
    CHECK(call(text, str("{}")) == POSTERN_E_INVALID_ARGUMENT);
    CHECK(postern_verify(engine, text, NULL, &claims, NULL) == POSTERN_E_INVALID_ARGUMENT);
    CHECK(postern_trigger_set(engine, text, 1, str(""), answer_event, NULL, NULL) ==
          POSTERN_E_INVALID_ARGUMENT);
    CHECK(postern_trigger_set(engine, str("PreSignUp"), 1, text, answer_event, NULL, NULL) ==
          POSTERN_E_INVALID_ARGUMENT);
  }
}

static void bytes_that_are_no_text_are_refused(void) {
  const postern_str with_nul = {"ListUserPools\0", 14}, no_utf8 = {"\xC0\xAF", 2};
  postern_engine* other = NULL;
  postern_options options = {0};
  options.struct_size = sizeof options;
  CASE("C05: text with NUL inside or that is not UTF-8 is refused");
  CHECK(call(with_nul, str("{}")) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(call(no_utf8, str("{}")) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(call(str("ListUserPools"), str("{\"MaxResults\":1,\"x\":\"\xC0\xAF\"}")) !=
        POSTERN_OK);
  options.storage_url.ptr = "memory:\0";
  options.storage_url.len = 8;
  CHECK(postern_open(&options, &other, NULL) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(other == NULL);
}

static void request_must_be_an_object(void) {
  CASE("a request that is no JSON object is an invalid argument");
  CHECK(call(str("ListUserPools"), str("[]")) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(call(str("ListUserPools"), str("{\"MaxResults\":1")) == POSTERN_E_INVALID_ARGUMENT);
}

int main(void) {
  engine = open_memory();
  null_out_parameters_are_refused();
  null_error_is_allowed();
  null_engine_is_a_bad_handle();
  getters_and_frees_accept_null();
  null_text_is_only_an_empty_one();
  impossible_lengths_are_refused_unread();
  bytes_that_are_no_text_are_refused();
  request_must_be_an_object();
  CHECK(postern_close(engine) == POSTERN_OK);
  return CHECK_RESULT();
}
