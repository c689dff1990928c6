// One operation, or one backup: postern_call() and postern_backup() off the event loop.
#include <stdlib.h>

#include "calls.h"
#include "task.h"

typedef struct call_task {
  task base;
  text operation;
  text request;
  postern_buf* response;
} call_task;

static void work(task* self) {
  call_task* t = (call_task*)self;
  self->status = postern_call(self->handle, text_view(&t->operation), text_view(&t->request),
                              &t->response, &self->error);
}

static napi_value result(napi_env env, task* self) {
  return string_of(env, postern_buf_view(((call_task*)self)->response));
}

static void release(task* self) {
  call_task* t = (call_task*)self;
  text_wipe(&t->operation);
  text_wipe(&t->request);
  postern_buf_free(t->response);
}

napi_value call_start(napi_env env, napi_callback_info info) {
  napi_value arguments[5];
  double depth, id;
  if (read_arguments(env, info, 5, arguments) != 0) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[3], &depth), NULL);
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[4], &id), NULL);
  call_task* t = calloc(1, sizeof *t);
  if (t == NULL) return throw_failure(env, POSTERN_E_NO_MEMORY, NULL);
  t->base.work = work;
  t->base.result = result;
  t->base.release = release;
  if (text_from_value(env, arguments[1], &t->operation) != 0 ||
      text_from_value(env, arguments[2], &t->request) != 0) {
    release(&t->base);
    free(t);
    return NULL;
  }
  return task_start(env, &t->base, arguments[0], depth, id);
}

typedef struct backup_task {
  task base;
  text path;
} backup_task;

static void back_up(task* self) {
  backup_task* t = (backup_task*)self;
  self->status = postern_backup(self->handle, text_view(&t->path), &self->error);
}

static napi_value nothing(napi_env env, task* self) {
  napi_value undefined;
  (void)self;
  NAPI_OR_RETURN(env, napi_get_undefined(env, &undefined), NULL);
  return undefined;
}

static void release_backup(task* self) { text_wipe(&((backup_task*)self)->path); }

napi_value backup_start(napi_env env, napi_callback_info info) {
  napi_value arguments[4];
  double depth, id;
  if (read_arguments(env, info, 4, arguments) != 0) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[2], &depth), NULL);
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[3], &id), NULL);
  backup_task* t = calloc(1, sizeof *t);
  if (t == NULL) return throw_failure(env, POSTERN_E_NO_MEMORY, NULL);
  t->base.work = back_up;
  t->base.result = nothing;
  t->base.release = release_backup;
  if (text_from_value(env, arguments[1], &t->path) != 0) {
    free(t);
    return NULL;
  }
  return task_start(env, &t->base, arguments[0], depth, id);
}
