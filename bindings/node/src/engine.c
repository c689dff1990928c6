// Engines: opening, closing, triggers, clock. What takes no time, on the JavaScript thread.
#include "engine.h"

#include <stdlib.h>

#include "storage.h"
#include "task.h"

// Marks our externals, so that another addon's cannot pass for one.
static const napi_type_tag kTag = {0x706f737465726e01ULL, 0x9d2f6c1a4b7e4c55ULL};

engine* engine_from_value(napi_env env, napi_value value) {
  bool ours = false;
  void* found = NULL;
  if (napi_check_object_type_tag(env, value, &kTag, &ours) != napi_ok || !ours) {
    napi_throw_type_error(env, NULL, "not a Postern engine");
    return NULL;
  }
  napi_get_value_external(env, value, &found);
  return found;
}

static void free_slots(engine* e) {
  while (e->slots != NULL) {
    slot* gone = e->slots;
    e->slots = gone->next;
    free(gone);
  }
}

// On failure the engine is still used by a call; then nothing it may touch is freed.
static postern_status close_now(engine* e) {
  const postern_status status = postern_close(e->handle);
  if (status == POSTERN_E_BUSY) return status;
  e->handle = NULL;
  free_slots(e);
  return status;
}

static void finalize(napi_env env, void* data, void* hint) {
  (void)env, (void)hint;
  engine* e = data;
  // JavaScript may be gone, so a store gets no rollback of what is open.
  for (slot* s = e->slots; s != NULL; s = s->next) s->data = NULL;
  if (e->handle == NULL) free_slots(e);  // Never opened.
  if (e->handle == NULL || close_now(e) == POSTERN_OK) free(e);
}

// A host function that is replaced keeps its number, and so its slot.
static slot* slot_for(napi_env env, engine* e, double number) {
  for (slot* known = e->slots; known != NULL; known = known->next) {
    if (known->number == number) return known;
  }
  slot* made = malloc(sizeof *made);
  if (made == NULL) return NULL;
  *made = (slot){env_data_of(env), e->id, number, e->slots};
  e->slots = made;
  return made;
}

// What postern_open() needs, and what must stay until it has returned.
typedef struct opening {
  postern_options options;
  postern_storage storage;
  text url, root_key, region, account_id, issuer_base;
} opening;

static int read_texts(napi_env env, napi_value in, opening* o) {
  if (text_member(env, in, "storage", &o->url) != 0 ||
      text_member(env, in, "rootKey", &o->root_key) != 0 ||
      text_member(env, in, "region", &o->region) != 0 ||
      text_member(env, in, "accountId", &o->account_id) != 0 ||
      text_member(env, in, "issuerBase", &o->issuer_base) != 0) {
    return -1;
  }
  o->options.storage_url = text_view(&o->url);
  o->options.root_key = text_view(&o->root_key);
  o->options.region = text_view(&o->region);
  o->options.account_id = text_view(&o->account_id);
  o->options.issuer_base = text_view(&o->issuer_base);
  return 0;
}

static void wipe_texts(opening* o) {
  text_wipe(&o->url);
  text_wipe(&o->root_key);
  text_wipe(&o->region);
  text_wipe(&o->account_id);
  text_wipe(&o->issuer_base);
}

// Members that hold the number of a host function, or of a store, are 0 for "none".
static int read_numbers(napi_env env, napi_value in, engine* e, opening* o) {
  double movable, audit, deliver, fetch, invoke, store, shared, memory_kib, passes;
  if (number_member(env, in, "id", &e->id) != 0 ||
      number_member(env, in, "testClock", &movable) != 0 ||
      number_member(env, in, "audit", &audit) != 0 ||
      number_member(env, in, "deliver", &deliver) != 0 ||
      number_member(env, in, "fetch", &fetch) != 0 ||
      number_member(env, in, "invoke", &invoke) != 0 ||
      number_member(env, in, "store", &store) != 0 ||
      number_member(env, in, "storeShared", &shared) != 0 ||
      number_member(env, in, "passwordMemoryKib", &memory_kib) != 0 ||
      number_member(env, in, "passwordPasses", &passes) != 0) {
    return -1;
  }
  postern_options* out = &o->options;
  out->flags = movable == 1 ? POSTERN_OPEN_MOVABLE_CLOCK : 0;
  if (audit == 1) out->flags |= POSTERN_OPEN_AUDIT_CHANGES;
  if (audit == 2) out->flags |= POSTERN_OPEN_AUDIT_ALL;
  out->password_memory_kib = (uint32_t)memory_kib;
  out->password_passes = (uint32_t)passes;
  out->deliver_ctx = deliver != 0 ? slot_for(env, e, deliver) : NULL;
  out->deliver = out->deliver_ctx != NULL ? host_call : NULL;
  out->fetch_ctx = fetch != 0 ? slot_for(env, e, fetch) : NULL;
  out->fetch = out->fetch_ctx != NULL ? host_call : NULL;
  out->invoke_ctx = invoke != 0 ? slot_for(env, e, invoke) : NULL;
  out->invoke = out->invoke_ctx != NULL ? host_invoke : NULL;
  slot* stored_by = store != 0 ? slot_for(env, e, store) : NULL;
  if (stored_by != NULL) {
    o->storage = storage_functions(stored_by, shared == 1);
    out->storage = &o->storage;
  }
  return 0;
}

static int read_opening(napi_env env, napi_value in, engine* e, opening* o) {
  o->options.struct_size = sizeof o->options;
  return read_numbers(env, in, e, o) == 0 ? read_texts(env, in, o) : -1;
}

static postern_status open_with(napi_env env, napi_value in, engine* e) {
  postern_error* error = NULL;
  opening o = {0};
  postern_status status = POSTERN_E_INVALID_ARGUMENT;
  if (read_opening(env, in, e, &o) == 0) {
    status = postern_open(&o.options, &e->handle, &error);
    if (status != POSTERN_OK) throw_failure(env, status, error);
  }
  wipe_texts(&o);
  return status;
}

static napi_value external_of(napi_env env, engine* e) {
  napi_value made;
  if (napi_create_external(env, e, finalize, NULL, &made) != napi_ok) {
    (void)close_now(e);
    free(e);
    return NULL;
  }
  NAPI_OR_RETURN(env, napi_type_tag_object(env, made, &kTag), NULL);
  return made;
}

napi_value engine_open(napi_env env, napi_callback_info info) {
  napi_value options;
  if (read_arguments(env, info, 1, &options) != 0) return NULL;
  engine* e = calloc(1, sizeof *e);
  if (e == NULL) return throw_failure(env, POSTERN_E_NO_MEMORY, NULL);
  if (open_with(env, options, e) == POSTERN_OK) return external_of(env, e);
  (void)close_now(e);
  free(e);
  return NULL;
}

typedef struct open_task {
  task base;
  engine* e;  // Kept by the external, which the task keeps.
  opening o;
  postern_engine* opened;
} open_task;

static void open_now(task* self) {
  open_task* t = (open_task*)self;
  self->status = postern_open(&t->o.options, &t->opened, &self->error);
}

static napi_value opened_engine(napi_env env, task* self) {
  open_task* t = (open_task*)self;
  napi_value made;
  NAPI_OR_RETURN(env, napi_get_reference_value(env, self->engine_ref, &made), NULL);
  t->e->handle = t->opened;
  t->opened = NULL;
  return made;
}

static void release_opening(task* self) {
  open_task* t = (open_task*)self;
  wipe_texts(&t->o);
  (void)postern_close(t->opened);  // Of which JavaScript heard nothing any more.
}

napi_value engine_open_start(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  double depth, id;
  if (read_arguments(env, info, 3, arguments) != 0) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[1], &depth), NULL);
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[2], &id), NULL);
  engine* e = calloc(1, sizeof *e);
  napi_value made = e != NULL ? external_of(env, e) : NULL;
  open_task* t = made != NULL ? calloc(1, sizeof *t) : NULL;
  if (t == NULL) return throw_failure(env, POSTERN_E_NO_MEMORY, NULL);
  t->base.work = open_now;
  t->base.result = opened_engine;
  t->base.release = release_opening;
  t->e = e;
  if (read_opening(env, arguments[0], e, &t->o) != 0) {
    release_opening(&t->base);
    free(t);
    return NULL;
  }
  return task_submit(env, &t->base, made, depth, id);
}

napi_value engine_close(napi_env env, napi_callback_info info) {
  napi_value argument;
  if (read_arguments(env, info, 1, &argument) != 0) return NULL;
  engine* e = engine_from_value(env, argument);
  if (e == NULL || e->handle == NULL) return NULL;
  const postern_status status = close_now(e);
  return status == POSTERN_OK ? NULL : throw_failure(env, status, NULL);
}

// setTrigger(engine, name, version, pool, number): `number` 0 removes.
napi_value engine_set_trigger(napi_env env, napi_callback_info info) {
  napi_value arguments[5];
  uint32_t version;
  double number;
  text name = {0}, user_pool = {0};
  if (read_arguments(env, info, 5, arguments) != 0) return NULL;
  engine* e = engine_from_value(env, arguments[0]);
  if (e == NULL) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_uint32(env, arguments[2], &version), NULL);
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[4], &number), NULL);
  if (e->handle == NULL) return throw_failure(env, POSTERN_E_BAD_HANDLE, NULL);
  postern_error* error = NULL;
  postern_status status = POSTERN_E_INVALID_ARGUMENT;
  if (text_from_value(env, arguments[1], &name) == 0 &&
      text_from_value(env, arguments[3], &user_pool) == 0) {
    slot* ctx = number != 0 ? slot_for(env, e, number) : NULL;
    status = postern_trigger_set(e->handle, text_view(&name), version, text_view(&user_pool),
                                 ctx != NULL ? host_call : NULL, ctx, &error);
    if (status != POSTERN_OK) throw_failure(env, status, error);
  }
  text_wipe(&name);
  text_wipe(&user_pool);
  return NULL;
}

napi_value engine_clock_now(napi_env env, napi_callback_info info) {
  napi_value argument, made;
  if (read_arguments(env, info, 1, &argument) != 0) return NULL;
  engine* e = engine_from_value(env, argument);
  if (e == NULL) return NULL;
  const int64_t now_us = e->handle != NULL ? postern_clock_now(e->handle) : -1;
  if (now_us < 0) return throw_failure(env, POSTERN_E_BAD_HANDLE, NULL);
  NAPI_OR_RETURN(env, napi_create_double(env, (double)now_us, &made), NULL);
  return made;
}

napi_value engine_clock_advance(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  int64_t delta_us;
  postern_error* error = NULL;
  if (read_arguments(env, info, 2, arguments) != 0) return NULL;
  engine* e = engine_from_value(env, arguments[0]);
  if (e == NULL) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_int64(env, arguments[1], &delta_us), NULL);
  if (e->handle == NULL) return throw_failure(env, POSTERN_E_BAD_HANDLE, NULL);
  const postern_status status = postern_clock_advance(e->handle, delta_us, &error);
  return status == POSTERN_OK ? NULL : throw_failure(env, status, error);
}
