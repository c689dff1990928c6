/* Memory that runs out inside a call: a status, never an end of the process; nothing acknowledged
   is lost, nothing is half done, nothing leaks. No step is left out. */
#include <malloc.h>
#include <stddef.h>
#include <unistd.h>

#include "check.h"
#include "flow.h"

/* The library allocates through this program's malloc, as through any other a host brings. */
extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);

static __thread int armed = 0;
static __thread int for_good = 1; /* Or only once. */
static __thread int allocations_left = 0;
static __thread int failed = 0;

static int fails(void) {
  const int left = armed ? allocations_left-- : 1;
  if (left > 0 || (left < 0 && !for_good)) return 0;
  failed = 1;
  return 1;
}

__attribute__((visibility("default"))) void* malloc(size_t size) {
  return fails() ? NULL : __libc_malloc(size);
}

__attribute__((visibility("default"))) void* calloc(size_t count, size_t size) {
  return fails() ? NULL : __libc_calloc(count, size);
}

__attribute__((visibility("default"))) void* realloc(void* old, size_t size) {
  return fails() ? NULL : __libc_realloc(old, size);
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

static char storage_url[256];
static int users = 0;         /* So many have tried to sign up. */
static char in_store[100000]; /* Which of them the engine said it had. */

static void username(int number, char* out, size_t size) {
  snprintf(out, size, "u%d", number);
}

/* A user more with every call. Told "no memory", one may ask again. */
static postern_status sign_up(void) {
  char name[32], request[640];
  postern_buf* out = NULL;
  postern_error* error = NULL;
  postern_status status, again;
  username(++users, name, sizeof name);
  snprintf(request, sizeof request,
           "{\"ClientId\":\"%s\",\"Username\":\"%s\",\"Password\":\"Correct-Horse-9\"}",
           self.client_id, name);
  armed = 1;
  status = postern_call(self.engine, str("SignUp"), str(request), &out, NULL);
  armed = 0;
  CHECK((status == POSTERN_OK) == (out != NULL));
  postern_buf_free(out);
  if (status != POSTERN_OK) {
    again = postern_call(self.engine, str("SignUp"), str(request), &out, &error);
    CHECK(again == POSTERN_OK || view_equals(postern_error_code(error), "UsernameExistsException"));
    postern_buf_free(out);
    postern_error_free(error);
  }
  in_store[users] = 1;
  return status;
}

/* Confirms the last one who signed up: with his code once, and not twice. */
static postern_status confirm(void) {
  char request[640], name[32];
  postern_buf* out = NULL;
  postern_status status, again;
  snprintf(name, sizeof name, "c%d", ++users);
  REQUIRE(flow_sign_up(&self, name) == POSTERN_OK);
  snprintf(request, sizeof request,
           "{\"ClientId\":\"%s\",\"Username\":\"%s\",\"ConfirmationCode\":\"%s\"}", self.client_id,
           name, self.code);
  armed = 1;
  status = postern_call(self.engine, str("ConfirmSignUp"), str(request), &out, NULL);
  armed = 0;
  CHECK((status == POSTERN_OK) == (out != NULL));
  postern_buf_free(out);
  again = postern_call(self.engine, str("ConfirmSignUp"), str(request), &out, NULL);
  CHECK(status == POSTERN_OK ? again == POSTERN_E_REJECTED
                             : again == POSTERN_OK || again == POSTERN_E_REJECTED);
  postern_buf_free(out);
  return status;
}

/* Another engine; the first one is closed, so that a store in a file is free. */
static postern_status open_and_close(void) {
  postern_engine* engine = NULL;
  postern_options options;
  postern_status status;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.storage_url = str(storage_url);
  armed = 1;
  status = postern_open(&options, &engine, NULL);
  armed = 0;
  CHECK((status == POSTERN_OK) == (engine != NULL));
  CHECK(postern_close(engine) == POSTERN_OK);
  return status;
}

/* Lets the first allocation fail, then the second, and so on until the call makes fewer. */
static void fail_at_every_step(attempt_fn attempt) {
  int step, failures = 0;
  for (for_good = 0; for_good <= 1; ++for_good) {
    for (step = 0; step < 100000; ++step) {
      allocations_left = step;
      failed = 0;
      attempt();
      if (!failed) break;
      ++failures;
    }
    CHECK(step < 100000);
    failed = 0;
    allocations_left = 1 << 30;
    CHECK(attempt() == POSTERN_OK);
  }
  CHECK(failures > 0);
}

static void reopen(void) {
  postern_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.storage_url = str(storage_url);
  options.deliver = flow_deliver;
  options.deliver_ctx = &self;
  options.password_memory_kib = 64;
  options.password_passes = 1;
  REQUIRE(postern_open(&options, &self.engine, NULL) == POSTERN_OK);
}

static int store_is_whole(void) {
  char out[16384];
  return flow_call(&self, "postern:CheckStore", "{}", out, sizeof out) == POSTERN_OK &&
         strstr(out, "\"Findings\":[]") != NULL;
}

static int all_users_are_there(void) {
  int number, there = 1;
  for (number = 1; number <= users; ++number) {
    char request[256], name[32];
    if (!in_store[number]) continue;
    username(number, name, sizeof name);
    snprintf(request, sizeof request, "{\"UserPoolId\":\"%s\",\"Username\":\"%s\"}", self.pool_id,
             name);
    there &= flow_call(&self, "AdminGetUser", request, NULL, 0) == POSTERN_OK;
  }
  return there;
}

/* From an empty store to a closed one. */
static void run_all(const char* url, int in_file) {
  snprintf(storage_url, sizeof storage_url, "%s", url);
  users = 0;
  memset(in_store, 0, sizeof in_store);
  REQUIRE(flow_open(&self, url) == POSTERN_OK);
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
  CASE("C10, D04: a sign-up that ran out of memory is done or not, and not half");
  fail_at_every_step(sign_up);
  CASE("C10, D04: a code is good once, whatever its first use ran out of");
  fail_at_every_step(confirm);
  CHECK(store_is_whole() && all_users_are_there());
  CHECK(postern_close(self.engine) == POSTERN_OK);
  if (!in_file) return;
  CASE("C10, D04: a store opens with an error, then opens, and has all that was acknowledged");
  fail_at_every_step(open_and_close);
  reopen();
  CHECK(store_is_whole() && all_users_are_there());
  CHECK(postern_close(self.engine) == POSTERN_OK);
}

static size_t bytes_in_use(void) {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static void remove_store(const char* directory) {
  static const char* const names[] = {"data.db", "data.db-wal", "data.db.key", "data.db.lock"};
  char path[256];
  size_t i;
  for (i = 0; i < sizeof names / sizeof names[0]; ++i) {
    snprintf(path, sizeof path, "%s/%s", directory, names[i]);
    unlink(path);
  }
}

int main(void) {
  char directory[] = "/tmp/postern-memory-XXXXXX", url[128];
  size_t before;
  run_all("memory:", 0);
  REQUIRE(mkdtemp(directory) != NULL);
  snprintf(url, sizeof url, "sqlite:%s/data.db", directory);
  run_all(url, 1);
  remove_store(directory);
  before = bytes_in_use();
  run_all(url, 1);
  remove_store(directory);
  rmdir(directory);
  CASE("D04: what failed allocations leave behind is nothing");
  printf("  %ld bytes more in use after a second round\n", (long)(bytes_in_use() - before));
  /* OpenSSL's queues of errors come and go, and the allocator's own bytes do; one block lost with
     every failed call would be far more. */
  CHECK(bytes_in_use() < before + 16384);
  return CHECK_RESULT();
}
