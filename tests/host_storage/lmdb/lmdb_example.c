/* An engine whose users live in an LMDB file: makes one, opens the file again, and finds her. */
#include <stdio.h>
#include <string.h>

#include "lmdb_storage.h"
#include "postern/postern.h"

#define BYTES_MAX ((size_t)1 << 30)

static postern_str text(const char* chars) {
  postern_str made;
  made.ptr = chars;
  made.len = strlen(chars);
  return made;
}

/* Says what went wrong, frees the error, and returns whether all is well. */
static int check(const char* what, postern_status status, postern_error* error) {
  const postern_str message = postern_error_message(error);
  if (status != POSTERN_OK) {
    fprintf(stderr, "%s: status %d: %.*s\n", what, (int)status, (int)message.len, message.ptr);
  }
  postern_error_free(error);
  return status == POSTERN_OK;
}

static int open_engine(lmdb_storage* store, postern_engine** engine) {
  /* Here for the example's sake: it belongs where secrets are kept. */
  static const char root_key[] = "0123456789abcdef0123456789abcdef";
  const postern_storage functions = lmdb_storage_functions(store);
  postern_options options;
  postern_error* error = NULL;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.storage = &functions;
  options.root_key = text(root_key);
  return check("open", postern_open(&options, engine, &error), error);
}

static int call(postern_engine* engine, const char* operation, const char* request, char* out,
                size_t size) {
  postern_buf* response = NULL;
  postern_error* error = NULL;
  const postern_status status =
      postern_call(engine, text(operation), text(request), &response, &error);
  const postern_str view = postern_buf_view(response);
  if (out != NULL) snprintf(out, size, "%.*s", (int)view.len, view.ptr);
  postern_buf_free(response);
  return check(operation, status, error);
}

static int make_user(postern_engine* engine, char* list_request, size_t size) {
  char pool[8192], request[512];
  const char* id;
  if (!call(engine, "CreateUserPool", "{\"PoolName\":\"people\"}", pool, sizeof pool)) return 0;
  id = strstr(pool, "\"Id\":\"");
  if (id == NULL) return 0;
  id += strlen("\"Id\":\"");
  snprintf(list_request, size, "{\"UserPoolId\":\"%.*s\"}", (int)strcspn(id, "\""), id);
  snprintf(request, sizeof request,
           "{\"UserPoolId\":\"%.*s\",\"Username\":\"alice\",\"MessageAction\":\"SUPPRESS\"}",
           (int)strcspn(id, "\""), id);
  return call(engine, "AdminCreateUser", request, NULL, 0);
}

int main(int argc, char** argv) {
  char users[8192] = "", list_request[256];
  const char* why = NULL;
  postern_engine* engine = NULL;
  lmdb_storage* store = argc == 2 ? lmdb_storage_open(argv[1], BYTES_MAX, 0, &why) : NULL;
  int good;
  if (store == NULL) {
    fprintf(stderr, "usage: lmdb_example FILE\n%s\n", why != NULL ? why : "");
    return 2;
  }
  good = open_engine(store, &engine) && make_user(engine, list_request, sizeof list_request);
  postern_close(engine);
  lmdb_storage_close(store);

  store = good ? lmdb_storage_open(argv[1], BYTES_MAX, 0, &why) : NULL;
  engine = NULL;
  good = store != NULL && open_engine(store, &engine) &&
         call(engine, "ListUsers", list_request, users, sizeof users) &&
         strstr(users, "\"Username\":\"alice\"") != NULL;
  postern_close(engine);
  lmdb_storage_close(store);
  puts(good ? "alice is in the file" : "alice was lost");
  return good ? 0 : 1;
}
