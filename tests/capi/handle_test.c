/* Engine handles: closed twice, used after close, invented, too many; forked processes. */
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static postern_status call(postern_engine* engine) {
  postern_buf* out = NULL;
  const postern_status status =
      postern_call(engine, str("ListUserPools"), str("{\"MaxResults\":1}"), &out, NULL);
  postern_buf_free(out);
  return status;
}

static void closed_handles_are_refused(void) {
  postern_engine *first = open_memory(), *second;
  CASE("C03 C04: a closed engine cannot be closed again, nor used");
  CHECK(call(first) == POSTERN_OK);
  CHECK(postern_close(first) == POSTERN_OK);
  CHECK(postern_close(first) == POSTERN_E_BAD_HANDLE);
  CHECK(call(first) == POSTERN_E_BAD_HANDLE);
  CASE("C04: its handle does not become that of the next engine");
  second = open_memory();
  CHECK(second != first);
  CHECK(call(first) == POSTERN_E_BAD_HANDLE);
  CHECK(postern_close(first) == POSTERN_E_BAD_HANDLE);
  CHECK(call(second) == POSTERN_OK);
  CHECK(postern_close(second) == POSTERN_OK);
}

static void invented_handles_are_refused(void) {
  postern_engine* engine = open_memory();
  const uintptr_t real = (uintptr_t)engine;
  uint64_t state = 1;
  int on_stack = 0, i;
  CASE("C04: integers, addresses and the like are no handles");
  CHECK(call((postern_engine*)(uintptr_t)1) == POSTERN_E_BAD_HANDLE);
  CHECK(call((postern_engine*)UINTPTR_MAX) == POSTERN_E_BAD_HANDLE);
  CHECK(call((postern_engine*)(void*)&on_stack) == POSTERN_E_BAD_HANDLE);
  CHECK(call((postern_engine*)(real + 1)) == POSTERN_E_BAD_HANDLE);
  CHECK(call((postern_engine*)(real + (1u << 16))) == POSTERN_E_BAD_HANDLE);
  CHECK(call((postern_engine*)(real | 0xFFFF)) == POSTERN_E_BAD_HANDLE);
  for (i = 0; i < 100000; ++i) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    if ((uintptr_t)state != real) {
      CHECK(postern_close((postern_engine*)(uintptr_t)state) == POSTERN_E_BAD_HANDLE);
    }
  }
  CHECK(call(engine) == POSTERN_OK);
  CHECK(postern_close(engine) == POSTERN_OK);
}

static void outputs_are_null_after_failure(void) {
  postern_engine* engine = open_memory();
  postern_buf* out = (postern_buf*)&out;
  postern_error* error = (postern_error*)&error;
  CASE("outputs are NULL after a failure, whatever they held; the error is NULL after success");
  CHECK(postern_call(engine, str("NoSuch"), str("{}"), &out, &error) == POSTERN_E_REJECTED);
  CHECK(out == NULL && error != NULL);
  postern_error_free(error);
  error = (postern_error*)&error;
  CHECK(postern_call(engine, str("ListUserPools"), str("{\"MaxResults\":1}"), &out, &error) ==
        POSTERN_OK);
  CHECK(out != NULL && error == NULL);
  postern_buf_free(out);
  CHECK(postern_close(engine) == POSTERN_OK);
}

static int child_of_fork(postern_engine* inherited) {
  postern_engine* own = NULL;
  if (call(inherited) != POSTERN_E_BAD_HANDLE) return 1;
  if (postern_clock_now(inherited) != -1) return 2;
  if (postern_close(inherited) != POSTERN_E_BAD_HANDLE) return 3;
  if (postern_open(NULL, &own, NULL) != POSTERN_OK) return 4;
  if (own == inherited || call(own) != POSTERN_OK) return 5;
  return postern_close(own) == POSTERN_OK ? 0 : 6;
}

static void fork_retires_handles(void) {
  postern_engine* engine = open_memory();
  int status = -1;
  pid_t child;
  CASE("C09: a forked child can neither use nor close the engine, and can open its own");
  fflush(stdout);
  child = fork();
  if (child == 0) _exit(child_of_fork(engine));
  REQUIRE(child > 0 && waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CASE("C09: the parent goes on undisturbed");
  CHECK(call(engine) == POSTERN_OK);
  CHECK(postern_close(engine) == POSTERN_OK);
}

static void version_is_that_of_the_header(void) {
  CASE("the library has the header's ABI version");
  CHECK(postern_abi_version() == POSTERN_ABI_VERSION);
  CHECK(strlen(postern_version()) > 0);
}

int main(void) {
  closed_handles_are_refused();
  invented_handles_are_refused();
  outputs_are_null_after_failure();
  fork_retires_handles();
  version_is_that_of_the_header();
  return CHECK_RESULT();
}
