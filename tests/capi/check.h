/* A test framework small enough for C99: named cases, checks that say what failed and where. */
#ifndef POSTERN_TESTS_CAPI_CHECK_H_
#define POSTERN_TESTS_CAPI_CHECK_H_

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postern/postern.h"

static const char* check_case = "";
static int check_failures = 0;

#define CASE(name) (check_case = (name), printf("%s\n", check_case), fflush(stdout))

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      ++check_failures;                                                               \
      printf("  %s:%d: in \"%s\": %s\n", __FILE__, __LINE__, check_case, #condition); \
    }                                                                                 \
  } while (0)

/* Ends the program where going on makes no sense. */
#define REQUIRE(condition)            \
  do {                                \
    CHECK(condition);                 \
    if (check_failures != 0) exit(1); \
  } while (0)

#define CHECK_RESULT() \
  (printf("%s\n", check_failures == 0 ? "passed" : "FAILED"), check_failures != 0)

static inline postern_str str(const char* text) {
  postern_str view;
  view.ptr = text;
  view.len = strlen(text);
  return view;
}

static inline int view_equals(postern_str view, const char* text) {
  return view.len == strlen(text) && (view.len == 0 || memcmp(view.ptr, text, view.len) == 0);
}

/* The call fails with `expected`, and its error object agrees with that and names a code. */
#define CHECK_FAILS(expected, call, error)                   \
  do {                                                       \
    const postern_status check_status = (call);              \
    CHECK(check_status == (expected));                       \
    CHECK((error) != NULL);                                  \
    CHECK(postern_error_status(error) == check_status);      \
    CHECK(postern_error_code(error).len > 0);                \
    postern_error_free(error);                               \
    (error) = NULL;                                          \
  } while (0)

static inline postern_engine* open_memory(void) {
  postern_engine* engine = NULL;
  REQUIRE(postern_open(NULL, &engine, NULL) == POSTERN_OK);
  return engine;
}

#endif
