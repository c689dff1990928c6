/* Structs passed in: sizes from older and newer headers, garbage sizes, unknown flags, bounds. */
#include <stdint.h>

#include "check.h"

/* A struct as a newer header would have it. */
typedef struct newer_options {
  postern_options known;
  uint64_t unknown[4];
} newer_options;

typedef struct newer_verify_options {
  postern_verify_options known;
  uint64_t unknown[4];
} newer_verify_options;

typedef struct newer_http_request {
  postern_http_request known;
  uint64_t unknown[4];
} newer_http_request;

static const uint32_t garbage_sizes[] = {0, 1, 4, 8, 5000, 1u << 20, UINT32_MAX};
#define GARBAGE_SIZES (sizeof garbage_sizes / sizeof garbage_sizes[0])

static postern_status open_with(const postern_options* options) {
  postern_engine* engine = NULL;
  postern_error* error = NULL;
  const postern_status status = postern_open(options, &engine, &error);
  CHECK((status == POSTERN_OK) == (engine != NULL));
  CHECK((status == POSTERN_OK) == (error == NULL));
  postern_error_free(error);
  CHECK(postern_close(engine) == POSTERN_OK);
  return status;
}

static void options_sizes(void) {
  newer_options newer;
  size_t i;
  memset(&newer, 0, sizeof newer);
  CASE("C02: options of a garbage size are refused");
  for (i = 0; i < GARBAGE_SIZES; ++i) {
    newer.known.struct_size = garbage_sizes[i];
    CHECK(open_with(&newer.known) == POSTERN_E_INVALID_ARGUMENT);
  }
  CASE("C02: a newer struct is accepted while what it adds is zero");
  newer.known.struct_size = sizeof newer;
  CHECK(open_with(&newer.known) == POSTERN_OK);
  newer.unknown[3] = 1;
  CHECK(open_with(&newer.known) == POSTERN_E_INVALID_ARGUMENT);
  CASE("C02: what lies behind struct_size is not read");
  newer.known.struct_size = sizeof newer.known;
  CHECK(open_with(&newer.known) == POSTERN_OK);
}

static void options_bounds(void) {
  char key[33] = {1};
  postern_options options = {0};
  options.struct_size = sizeof options;
  CASE("unknown flags are refused, known ones accepted");
  options.flags = 1u << 31;
  CHECK(open_with(&options) == POSTERN_E_INVALID_ARGUMENT);
  options.flags =
      POSTERN_OPEN_MOVABLE_CLOCK | POSTERN_OPEN_AUDIT_CHANGES | POSTERN_OPEN_AUDIT_ALL;
  CHECK(open_with(&options) == POSTERN_OK);
  CASE("a root key has 32 bytes or none");
  options.root_key.ptr = key;
  options.root_key.len = 31;
  CHECK(open_with(&options) == POSTERN_E_INVALID_ARGUMENT);
  options.root_key.len = 33;
  CHECK(open_with(&options) == POSTERN_E_INVALID_ARGUMENT);
  options.root_key.len = 32;
  CHECK(open_with(&options) == POSTERN_OK);
}

static void verify_option_sizes(postern_engine* engine) {
  newer_verify_options newer;
  postern_claims* claims = NULL;
  size_t i;
  memset(&newer, 0, sizeof newer);
  CASE("C02: verify options follow the same rules");
  for (i = 0; i < GARBAGE_SIZES; ++i) {
    newer.known.struct_size = garbage_sizes[i];
    CHECK(postern_verify(engine, str("x"), &newer.known, &claims, NULL) ==
          POSTERN_E_INVALID_ARGUMENT);
  }
  newer.known.struct_size = sizeof newer;
  CHECK(postern_verify(engine, str("x"), &newer.known, &claims, NULL) == POSTERN_E_REJECTED);
  newer.unknown[0] = 1;
  CHECK(postern_verify(engine, str("x"), &newer.known, &claims, NULL) ==
        POSTERN_E_INVALID_ARGUMENT);
  CASE("a leeway above a minute and an unknown token_use are refused");
  newer.known.struct_size = sizeof newer.known;
  newer.known.leeway_s = 61;
  CHECK(postern_verify(engine, str("x"), &newer.known, &claims, NULL) ==
        POSTERN_E_INVALID_ARGUMENT);
  newer.known.leeway_s = 60;
  newer.known.token_use = str("refresh");
  CHECK(postern_verify(engine, str("x"), &newer.known, &claims, NULL) ==
        POSTERN_E_INVALID_ARGUMENT);
  newer.known.token_use = str("access");
  CHECK(postern_verify(engine, str("x"), &newer.known, &claims, NULL) == POSTERN_E_REJECTED);
  CHECK(claims == NULL);
}

static postern_status send_request(postern_engine* engine, const postern_http_request* request) {
  postern_http_response* response = NULL;
  const postern_status status = postern_http(engine, request, &response, NULL);
  CHECK((status == POSTERN_OK) == (response != NULL));
  postern_http_response_free(response);
  return status;
}

static void http_request_sizes(postern_engine* engine) {
  newer_http_request newer;
  postern_http_header headers[101];
  size_t i;
  memset(&newer, 0, sizeof newer);
  memset(headers, 0, sizeof headers);
  newer.known.method = str("GET");
  newer.known.target = str("/");
  CASE("C02: HTTP requests follow the same rules");
  for (i = 0; i < GARBAGE_SIZES; ++i) {
    newer.known.struct_size = garbage_sizes[i];
    CHECK(send_request(engine, &newer.known) == POSTERN_E_INVALID_ARGUMENT);
  }
  newer.known.struct_size = sizeof newer;
  CHECK(send_request(engine, &newer.known) == POSTERN_OK);
  newer.unknown[1] = 1;
  CHECK(send_request(engine, &newer.known) == POSTERN_E_INVALID_ARGUMENT);
  newer.unknown[1] = 0;
  newer.known.flags = 2;
  CHECK(send_request(engine, &newer.known) == POSTERN_E_INVALID_ARGUMENT);
  newer.known.flags = 0;
  CASE("more than 100 headers, or NULL ones, are refused");
  newer.known.header_count = 1;
  CHECK(send_request(engine, &newer.known) == POSTERN_E_INVALID_ARGUMENT);
  newer.known.headers = headers;
  newer.known.header_count = 101;
  CHECK(send_request(engine, &newer.known) == POSTERN_E_INVALID_ARGUMENT);
  newer.known.header_count = SIZE_MAX;
  CHECK(send_request(engine, &newer.known) == POSTERN_E_INVALID_ARGUMENT);
}

static void movable_clock_needs_its_flag(void) {
  postern_engine *movable = NULL, *fixed = open_memory();
  postern_options options = {0};
  int64_t before;
  options.struct_size = sizeof options;
  options.flags = POSTERN_OPEN_MOVABLE_CLOCK;
  CASE("K13: time moves only in an engine that was opened for it, and only forward");
  CHECK(postern_clock_advance(fixed, 1, NULL) == POSTERN_E_INVALID_ARGUMENT);
  REQUIRE(postern_open(&options, &movable, NULL) == POSTERN_OK);
  before = postern_clock_now(movable);
  CHECK(postern_clock_advance(movable, -1, NULL) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_clock_advance(movable, INT64_C(86400000000), NULL) == POSTERN_OK);
  CHECK(postern_clock_now(movable) >= before + INT64_C(86400000000));
  CHECK(postern_close(movable) == POSTERN_OK);
  CHECK(postern_close(fixed) == POSTERN_OK);
}

int main(void) {
  postern_engine* engine = open_memory();
  options_sizes();
  options_bounds();
  verify_option_sizes(engine);
  http_request_sizes(engine);
  movable_clock_needs_its_flag();
  CHECK(postern_close(engine) == POSTERN_OK);
  return CHECK_RESULT();
}
