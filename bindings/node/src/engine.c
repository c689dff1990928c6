// Engines: opening, closing, triggers, clock. What takes no time, on the JavaScript thread.
#include "engine.h"

#include <stdlib.h>

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

// The program's texts must stay until postern_open() has copied them.
typedef struct texts {
  text storage, root_key, region, account_id, issuer_base;
} texts;

static int read_texts(napi_env env, napi_value in, texts* t, postern_options* out) {
  if (text_member(env, in, "storage", &t->storage) != 0 ||
      text_member(env, in, "rootKey", &t->root_key) != 0 ||
      text_member(env, in, "region", &t->region) != 0 ||
      text_member(env, in, "accountId", &t->account_id) != 0 ||
      text_member(env, in, "issuerBase", &t->issuer_base) != 0) {
    return -1;
  }
  out->storage_url = text_view(&t->storage);
  out->root_key = text_view(&t->root_key);
  out->region = text_view(&t->region);
  out->account_id = text_view(&t->account_id);
  out->issuer_base = text_view(&t->issuer_base);
  return 0;
}

static void wipe_texts(texts* t) {
  text_wipe(&t->storage);
  text_wipe(&t->root_key);
  text_wipe(&t->region);
  text_wipe(&t->account_id);
  text_wipe(&t->issuer_base);
}

// Members that hold the number of a host function are 0 for "none".
static int read_numbers(napi_env env, napi_value in, engine* e, postern_options* out) {
  double movable, deliver, fetch, memory_kib, passes;
  if (number_member(env, in, "id", &e->id) != 0 ||
      number_member(env, in, "testClock", &movable) != 0 ||
      number_member(env, in, "deliver", &deliver) != 0 ||
      number_member(env, in, "fetch", &fetch) != 0 ||
      number_member(env, in, "passwordMemoryKib", &memory_kib) != 0 ||
      number_member(env, in, "passwordPasses", &passes) != 0) {
    return -1;
  }
  out->flags = movable == 1 ? POSTERN_OPEN_MOVABLE_CLOCK : 0;
  out->password_memory_kib = (uint32_t)memory_kib;
  out->password_passes = (uint32_t)passes;
  out->deliver_ctx = deliver != 0 ? slot_for(env, e, deliver) : NULL;
  out->deliver = out->deliver_ctx != NULL ? host_call : NULL;
  out->fetch_ctx = fetch != 0 ? slot_for(env, e, fetch) : NULL;
  out->fetch = out->fetch_ctx != NULL ? host_call : NULL;
  return 0;
}

static postern_status open_with(napi_env env, napi_value in, engine* e) {
  postern_options options = {.struct_size = sizeof options};
  postern_error* error = NULL;
  texts kept = {0};
  postern_status status = POSTERN_E_INVALID_ARGUMENT;
  if (read_numbers(env, in, e, &options) == 0 && read_texts(env, in, &kept, &options) == 0) {
    status = postern_open(&options, &e->handle, &error);
    if (status != POSTERN_OK) throw_failure(env, status, error);
  }
  wipe_texts(&kept);
  return status;
}

napi_value engine_open(napi_env env, napi_callback_info info) {
  napi_value options, made;
  if (read_arguments(env, info, 1, &options) != 0) return NULL;
  engine* e = calloc(1, sizeof *e);
  if (e == NULL) return throw_failure(env, POSTERN_E_NO_MEMORY, NULL);
  if (open_with(env, options, e) != POSTERN_OK ||
      napi_create_external(env, e, finalize, NULL, &made) != napi_ok) {
    (void)close_now(e);
    free(e);
    return NULL;
  }
  NAPI_OR_RETURN(env, napi_type_tag_object(env, made, &kTag), NULL);
  return made;
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
