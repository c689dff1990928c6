/* Many threads in one engine, closed meanwhile; and a thread with a small stack. */
#include <limits.h>
#include <pthread.h>

#include "check.h"

enum { kThreads = 64, kCalls = 200 };

typedef struct worker {
  pthread_t thread;
  postern_engine* engine;
  int calls_done;
  int calls_refused;
  int surprises;
} worker;

static void* call_until_closed(void* argument) {
  worker* self = (worker*)argument;
  int i;
  for (i = 0; i < kCalls; ++i) {
    postern_buf* out = NULL;
    postern_claims* claims = NULL;
    const postern_status status = postern_call(self->engine, str("ListUserPools"),
                                               str("{\"MaxResults\":1}"), &out, NULL);
    postern_buf_free(out);
    self->calls_done += status == POSTERN_OK;
    self->calls_refused += status == POSTERN_E_BAD_HANDLE;
    self->surprises += status != POSTERN_OK && status != POSTERN_E_BAD_HANDLE;
    self->surprises +=
        postern_verify(self->engine, str("a.b.c"), NULL, &claims, NULL) == POSTERN_OK;
  }
  return NULL;
}

static void close_races_with_calls(void) {
  static worker workers[kThreads];
  postern_engine* engine = open_memory();
  int i, done = 0, refused = 0, closed = 0;
  CASE("C08: 64 threads call while the engine is closed: every call is done or refused");
  for (i = 0; i < kThreads; ++i) {
    workers[i].engine = engine;
    REQUIRE(pthread_create(&workers[i].thread, NULL, call_until_closed, &workers[i]) == 0);
  }
  for (i = 0; i < 1000 && closed == 0; ++i) {
    const postern_status status = postern_close(engine);
    CHECK(status == POSTERN_OK || status == POSTERN_E_BUSY);
    closed += status == POSTERN_OK;
  }
  for (i = 0; i < kThreads; ++i) {
    CHECK(pthread_join(workers[i].thread, NULL) == 0);
    CHECK(workers[i].surprises == 0);
    done += workers[i].calls_done;
    refused += workers[i].calls_refused;
  }
  CHECK(done + refused == kThreads * kCalls);
  CHECK(postern_close(engine) == (closed != 0 ? POSTERN_E_BAD_HANDLE : POSTERN_OK));
}

static void* open_and_close(void* argument) {
  int* surprises = (int*)argument;
  int i;
  for (i = 0; i < 20; ++i) {
    postern_engine* engine = NULL;
    if (postern_open(NULL, &engine, NULL) != POSTERN_OK) ++*surprises;
    if (postern_clock_now(engine) <= 0) ++*surprises;
    if (postern_close(engine) != POSTERN_OK) ++*surprises;
    if (postern_clock_now(engine) != -1) ++*surprises;
  }
  return NULL;
}

static void engines_open_and_close_in_parallel(void) {
  pthread_t threads[8];
  int surprises[8] = {0}, i;
  CASE("C08: engines open and close in parallel without meeting each other");
  for (i = 0; i < 8; ++i) {
    REQUIRE(pthread_create(&threads[i], NULL, open_and_close, &surprises[i]) == 0);
  }
  for (i = 0; i < 8; ++i) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(surprises[i] == 0);
  }
}

static void small_stack_suffices(void) {
  static worker small;
  pthread_attr_t attributes;
  postern_engine* engine = open_memory();
  CASE("C17: a thread with a stack of 128 KiB can call and verify");
  small.engine = engine;
  CHECK(pthread_attr_init(&attributes) == 0);
  CHECK(pthread_attr_setstacksize(&attributes, 128 << 10) == 0);
  REQUIRE(pthread_create(&small.thread, &attributes, call_until_closed, &small) == 0);
  CHECK(pthread_join(small.thread, NULL) == 0);
  CHECK(small.calls_done == kCalls && small.surprises == 0);
  CHECK(pthread_attr_destroy(&attributes) == 0);
  CHECK(postern_close(engine) == POSTERN_OK);
}

int main(void) {
  close_races_with_calls();
  engines_open_and_close_in_parallel();
  small_stack_suffices();
  return CHECK_RESULT();
}
