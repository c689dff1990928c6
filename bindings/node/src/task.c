// A promise for work on a thread: submitted and settled on the JavaScript thread, done elsewhere.
#include "task.h"

#include <stdlib.h>

static _Thread_local const task* current;

const task* task_current(void) { return current; }

static void destroy(task* t) {
  t->release(t);
  postern_error_free(t->error);
  free(t);
}

// An idle environment may end; one with calls under way may not.
static void count_in_flight(napi_env env, env_data* data, int change) {
  data->in_flight += (unsigned)change;
  if (change > 0 && data->in_flight == 1) napi_ref_threadsafe_function(env, data->to_js);
  if (change < 0 && data->in_flight == 0) napi_unref_threadsafe_function(env, data->to_js);
}

static void settle(napi_env env, env_data* data, message* done) {
  task* t = (task*)((char*)done - offsetof(task, done));
  if (env != NULL) {
    napi_value result = t->status == POSTERN_OK ? t->result(env, t) : NULL;
    if (result != NULL) {
      napi_resolve_deferred(env, t->promise, result);
    } else {
      napi_value failure = failure_object(env, t->status, t->error);
      t->error = NULL;
      napi_reject_deferred(env, t->promise, failure);
    }
    napi_delete_reference(env, t->engine_ref);
    count_in_flight(env, data, -1);
  }
  destroy(t);
}

static void run(job* base) {
  task* t = (task*)base;
  current = t;
  t->work(t);
  current = NULL;
  post_to_js(t->data, &t->done);
}

static void drop(job* base) { destroy((task*)base); }

static napi_value refuse(napi_env env, task* t, postern_status status) {
  destroy(t);
  return throw_failure(env, status, NULL);
}

napi_value task_start(napi_env env, task* t, napi_value engine_value, double depth, double id) {
  engine* e = engine_from_value(env, engine_value);
  if (e == NULL) {
    destroy(t);
    return NULL;
  }
  if (e->handle == NULL) return refuse(env, t, POSTERN_E_BAD_HANDLE);
  t->handle = e->handle;
  return task_submit(env, t, engine_value, depth, id);
}

napi_value task_submit(napi_env env, task* t, napi_value engine_value, double depth, double id) {
  napi_value promise = NULL;
  if (!(depth >= 0 && depth < POOL_DEPTHS)) return refuse(env, t, POSTERN_E_BUSY);
  t->base.run = run;
  t->base.drop = drop;
  t->base.depth = (unsigned)depth;
  t->done.deliver = settle;
  t->data = env_data_of(env);
  t->id = id;
  if (napi_create_promise(env, &t->promise, &promise) != napi_ok ||
      napi_create_reference(env, engine_value, 1, &t->engine_ref) != napi_ok) {
    destroy(t);
    throw_last_error(env);
    return NULL;
  }
  if (pool_submit(t->data->workers, &t->base) != 0) {
    napi_delete_reference(env, t->engine_ref);
    return refuse(env, t, POSTERN_E_BUSY);
  }
  count_in_flight(env, t->data, +1);
  return promise;
}
