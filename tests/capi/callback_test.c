/* The host's functions: triggers and delivery, what they may answer, and calls from inside them. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "flow.h"

static flow self;

static int32_t answer_event(void* ctx, postern_str event, postern_reply* reply) {
  ++*(int*)ctx;
  return postern_reply_set(reply, event);
}

static int32_t refuse(void* ctx, postern_str event, postern_reply* reply) {
  (void)event;
  CHECK(postern_reply_fail(reply, str((const char*)ctx)) == POSTERN_OK);
  return 1;
}

static int32_t answer_nonsense(void* ctx, postern_str event, postern_reply* reply) {
  (void)ctx, (void)event;
  return postern_reply_set(reply, str("not JSON"));
}

static void set_pre_sign_up(postern_trigger_fn fn, void* ctx) {
  CHECK(postern_trigger_set(self.engine, str("PreSignUp"), 0, str(""), fn, ctx, NULL) ==
        POSTERN_OK);
}

/* Signs up and says with which code that was refused. */
static postern_status sign_up(const char* username, const char* code, const char* message) {
  char request[512];
  postern_buf* out = NULL;
  postern_error* error = NULL;
  postern_status status;
  snprintf(request, sizeof request,
           "{\"ClientId\":\"%s\",\"Username\":\"%s\",\"Password\":\"Correct-Horse-9\"}",
           self.client_id, username);
  status = postern_call(self.engine, str("SignUp"), str(request), &out, &error);
  if (code != NULL) CHECK(view_equals(postern_error_code(error), code));
  if (message != NULL) CHECK(view_equals(postern_error_message(error), message));
  postern_buf_free(out);
  postern_error_free(error);
  return status;
}

static void trigger_runs_and_refuses(void) {
  int runs = 0;
  char reason[] = "not from here";
  CASE("a trigger runs once for the call, and its answer lets it pass");
  set_pre_sign_up(answer_event, &runs);
  CHECK(sign_up("ann", NULL, NULL) == POSTERN_OK);
  CHECK(runs == 1);
  CASE("a trigger's refusal reaches the caller in Cognito's words");
  set_pre_sign_up(refuse, reason);
  CHECK(sign_up("bob", "UserLambdaValidationException",
                "PreSignUp failed with error not from here.") == POSTERN_E_REJECTED);
  CASE("a removed trigger no longer runs");
  set_pre_sign_up(NULL, NULL);
  CHECK(sign_up("bob", NULL, NULL) == POSTERN_OK);
  CHECK(runs == 1);
}

static void nonsense_answer_is_refused(void) {
  CASE("an answer that is no event is refused");
  set_pre_sign_up(answer_nonsense, NULL);
  CHECK(sign_up("cid", "InvalidLambdaResponseException", NULL) == POSTERN_E_REJECTED);
  set_pre_sign_up(NULL, NULL);
}

static void unknown_triggers_are_refused(void) {
  postern_error* error = NULL;
  CASE("unknown triggers and versions are invalid arguments");
  CHECK_FAILS(
      POSTERN_E_INVALID_ARGUMENT,
      postern_trigger_set(self.engine, str("NoSuch"), 1, str(""), answer_event, NULL, &error),
      error);
  CHECK(postern_trigger_set(self.engine, str("PreSignUp"), 2, str(""), answer_event, NULL, NULL) ==
        POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_trigger_set(self.engine, str("PreTokenGeneration"), 2, str(""), NULL, NULL, NULL) ==
        POSTERN_OK);
}

static int32_t close_inside(void* ctx, postern_str event, postern_reply* reply) {
  *(postern_status*)ctx = postern_close(self.engine);
  return postern_reply_set(reply, event);
}

static void close_inside_a_callback_is_busy(void) {
  postern_status inside = POSTERN_OK;
  CASE("C08, T04: closing from inside a callback is refused as busy, and the engine stays open");
  set_pre_sign_up(close_inside, &inside);
  CHECK(sign_up("dan", NULL, NULL) == POSTERN_OK);
  CHECK(inside == POSTERN_E_BUSY);
  set_pre_sign_up(NULL, NULL);
}

typedef struct nesting {
  int depth;
  int deepest;
  postern_status innermost;
} nesting;

static int32_t call_again(void* ctx, postern_str event, postern_reply* reply) {
  nesting* nested = (nesting*)ctx;
  char username[32];
  postern_status status;
  ++nested->depth;
  if (nested->depth > nested->deepest) nested->deepest = nested->depth;
  snprintf(username, sizeof username, "nested%d", nested->depth);
  status = sign_up(username, NULL, NULL);
  if (status != POSTERN_OK) nested->innermost = status;
  --nested->depth;
  return postern_reply_set(reply, event);
}

static void nesting_ends(void) {
  nesting nested = {0, 0, POSTERN_OK};
  CASE("callbacks may call again, POSTERN_CALL_DEPTH_MAX deep and no deeper");
  set_pre_sign_up(call_again, &nested);
  CHECK(sign_up("eve", NULL, NULL) == POSTERN_OK);
  CHECK(nested.deepest == POSTERN_CALL_DEPTH_MAX + 1);
  CHECK(nested.innermost == POSTERN_E_BUSY);
  set_pre_sign_up(NULL, NULL);
}

static int32_t reply_rules(void* ctx, postern_str event, postern_reply* reply) {
  const postern_str broken = {NULL, 1}, no_text = {"\xFF", 1}, huge = {"x", SIZE_MAX};
  (void)ctx;
  CHECK(postern_reply_set(reply, broken) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_reply_set(reply, huge) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_reply_fail(reply, broken) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_reply_fail(reply, no_text) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_reply_fail(reply, huge) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(postern_reply_set(reply, str("replaced below")) == POSTERN_OK);
  return postern_reply_set(reply, event);
}

static void replies_are_checked(void) {
  CASE("a reply takes what is readable, and the last one counts");
  set_pre_sign_up(reply_rules, NULL);
  CHECK(sign_up("flo", NULL, NULL) == POSTERN_OK);
  set_pre_sign_up(NULL, NULL);
}

static int32_t invoke_by_arn(void* ctx, postern_str function_arn, postern_str event,
                             postern_reply* reply) {
  const int32_t outcome = *(int32_t*)ctx;
  CHECK(view_equals(function_arn, "arn:aws:lambda:us-east-1:000000000000:function:f"));
  if (outcome == 0) return postern_reply_set(reply, event);
  CHECK(postern_reply_fail(reply, str("no entry")) == POSTERN_OK);
  return outcome;
}

static void functions_are_invoked_by_arn(void) {
  int32_t outcome = 0;
  flow outer = self;
  postern_buf* out = NULL;
  char request[512];
  postern_options options = {0};
  options.struct_size = sizeof options;
  options.invoke = invoke_by_arn;
  options.invoke_ctx = &outcome;
  CASE("what only an ARN names is invoked through the host");
  REQUIRE(postern_open(&options, &self.engine, NULL) == POSTERN_OK);
  REQUIRE(flow_create_pool(&self));
  snprintf(request, sizeof request,
           "{\"UserPoolId\":\"%s\",\"LambdaConfig\":{\"PreSignUp\":"
           "\"arn:aws:lambda:us-east-1:000000000000:function:f\"}}",
           self.pool_id);
  REQUIRE(postern_call(self.engine, str("UpdateUserPool"), str(request), &out, NULL) == POSTERN_OK);
  postern_buf_free(out);
  CHECK(sign_up("gus", NULL, NULL) == POSTERN_OK);
  outcome = POSTERN_INVOKE_REFUSED;
  CHECK(sign_up("hal", "UserLambdaValidationException", "PreSignUp failed with error no entry.") ==
        POSTERN_E_REJECTED);
  outcome = POSTERN_INVOKE_FAILED;
  CHECK(sign_up("hal", "UnexpectedLambdaException",
                "PreSignUp invocation failed due to error no entry.") == POSTERN_E_REJECTED);
  CHECK(postern_close(self.engine) == POSTERN_OK);
  self = outer;
}

static int64_t fixed_clock(void* ctx) {
  return *(int64_t*)ctx;
}

static void clock_is_the_hosts(void) {
  int64_t now_us = INT64_C(1700000000000000);
  postern_engine* engine = NULL;
  postern_options options = {0};
  options.struct_size = sizeof options;
  options.clock = fixed_clock;
  options.clock_ctx = &now_us;
  CASE("the engine's time is the host's");
  REQUIRE(postern_open(&options, &engine, NULL) == POSTERN_OK);
  CHECK(postern_clock_now(engine) == now_us);
  ++now_us;
  CHECK(postern_clock_now(engine) == now_us);
  CHECK(postern_close(engine) == POSTERN_OK);
}

/* T09: functions that do not come back as they should. Each runs in a child, which has to open an
 * engine of its own. */

static jmp_buf way_out;

static int32_t leave_by_longjmp(void* ctx, postern_str event, postern_reply* reply) {
  (void)ctx, (void)event, (void)reply;
  longjmp(way_out, 1);
}

static void call_after_longjmp(void) {
  set_pre_sign_up(leave_by_longjmp, NULL);
  if (setjmp(way_out) == 0) (void)sign_up("ida", NULL, NULL);
  (void)sign_up("jon", NULL, NULL);
}

static int32_t return_twice(void* ctx, postern_str event, postern_reply* reply) {
  int status = 0;
  const pid_t child = fork();
  (void)ctx;
  if (child > 0) {
    /* What ended the child ends this process as well, so that the test sees it. */
    CHECK(waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status)) abort();
  }
  return postern_reply_set(reply, event);
}

static void call_and_return_twice(void) {
  set_pre_sign_up(return_twice, NULL);
  (void)sign_up("kim", NULL, NULL);
}

static int32_t end_thread(void* ctx, postern_str event, postern_reply* reply) {
  (void)ctx, (void)event, (void)reply;
  pthread_exit(NULL);
}

static void call_and_end_thread(void) {
  set_pre_sign_up(end_thread, NULL);
  (void)sign_up("leo", NULL, NULL);
}

static int32_t behave(void* ctx, postern_str event, postern_reply* reply) {
  jmp_buf inside;
  int status = 0;
  const pid_t child = fork();
  (void)ctx;
  if (child == 0) _exit(7);
  CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7);
  if (setjmp(inside) == 0) longjmp(inside, 1);
  return postern_reply_set(reply, event);
}

static void call_what_behaves(void) {
  set_pre_sign_up(behave, NULL);
  CHECK(sign_up("max", NULL, NULL) == POSTERN_OK);
  CHECK(sign_up("nan", NULL, NULL) == POSTERN_OK);
  CHECK(postern_close(self.engine) == POSTERN_OK);
}

/* Whether `body`, in a child with an engine of its own, ends by abort() after saying `why`; with
 * `why` NULL, whether it ends well. */
static void in_child(void (*body)(void), const char* why) {
  char said[256] = "";
  int pipe_ends[2];
  int status = 0;
  size_t got = 0;
  ssize_t piece = 0;
  pid_t child;
  fflush(NULL);
  REQUIRE(pipe(pipe_ends) == 0);
  child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const struct rlimit no_core = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)dup2(pipe_ends[1], STDERR_FILENO);
    (void)close(pipe_ends[0]);
    REQUIRE(flow_open(&self, "memory:") == POSTERN_OK && flow_create_pool(&self));
    body();
    _exit(CHECK_RESULT());
  }
  (void)close(pipe_ends[1]);
  while (got + 1 < sizeof said &&
         (piece = read(pipe_ends[0], said + got, sizeof said - 1 - got)) > 0) {
    got += (size_t)piece;
  }
  (void)close(pipe_ends[0]);
  REQUIRE(waitpid(child, &status, 0) == child);
  if (why == NULL) {
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  } else {
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    CHECK(strstr(said, why) != NULL);
  }
}

static void what_does_not_come_back_is_noticed(void) {
  CASE("T09: a function left by longjmp ends the process at the next call");
  in_child(call_after_longjmp, "postern: a callback was left by longjmp; ");
  CASE("T09: a function that returns in a child it forked ends that child");
  in_child(call_and_return_twice, "postern: a callback returned in a process that it forked; ");
  CASE("T09: a function that ends its thread ends the process");
  in_child(call_and_end_thread, "postern: a callback ended its thread; ");
  CASE("T09: jumps and children that stay inside a function are its own business");
  in_child(call_what_behaves, NULL);
}

int main(void) {
  REQUIRE(flow_open(&self, "memory:") == POSTERN_OK);
  REQUIRE(flow_create_pool(&self));
  trigger_runs_and_refuses();
  nonsense_answer_is_refused();
  unknown_triggers_are_refused();
  close_inside_a_callback_is_busy();
  nesting_ends();
  replies_are_checked();
  functions_are_invoked_by_arn();
  clock_is_the_hosts();
  what_does_not_come_back_is_noticed();
  CHECK(postern_close(self.engine) == POSTERN_OK);
  return CHECK_RESULT();
}
