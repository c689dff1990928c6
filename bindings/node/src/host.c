// The program's functions, called by the engine: the thread asks JavaScript and waits.
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "task.h"

// A thread that waits. On that thread's stack; JavaScript knows it by number only, so an answer
// that comes late, twice or never finds nothing instead of freed memory.
typedef struct question {
  struct question* next;
  double number;
  pthread_cond_t changed;
  enum { WAITING, ANSWERED, FAILED } state;
  text answer;
} question;

// The event on its way to JavaScript.
typedef struct event {
  message base;
  double question;
  double engine_id;
  double slot;
  double call;
  unsigned depth;
  text json;
} event;

static const char kGone[] = "the JavaScript environment is shutting down";

static void settle(question* q, int state, text answer) {
  q->state = state;
  q->answer = answer;
  pthread_cond_signal(&q->changed);
}

static text copy_of(postern_str s) {
  text made = {malloc(s.len + 1), s.len};
  if (made.ptr == NULL) return (text){NULL, 0};
  if (s.len != 0) memcpy(made.ptr, s.ptr, s.len);
  return made;
}

static void fail_by_number(env_data* data, double number) {
  pthread_mutex_lock(&data->lock);
  for (question* q = data->questions; q != NULL; q = q->next) {
    if (q->number == number && q->state == WAITING) settle(q, FAILED, (text){NULL, 0});
  }
  pthread_mutex_unlock(&data->lock);
}

static void call_dispatch(napi_env env, env_data* data, const event* e) {
  napi_value receiver, dispatch, ignored;
  napi_value arguments[6];
  napi_get_undefined(env, &receiver);
  napi_get_reference_value(env, data->dispatch, &dispatch);
  napi_create_double(env, e->question, &arguments[0]);
  napi_create_double(env, e->engine_id, &arguments[1]);
  napi_create_double(env, e->slot, &arguments[2]);
  arguments[3] = string_of(env, text_view(&e->json));
  napi_create_double(env, e->call, &arguments[4]);
  napi_create_uint32(env, e->depth, &arguments[5]);
  // dispatch catches what the program throws. What is left, such as a termination, ends the wait.
  if (napi_call_function(env, receiver, dispatch, 6, arguments, &ignored) != napi_ok) {
    fail_by_number(data, e->question);
  }
}

static void event_deliver(napi_env env, env_data* data, message* self) {
  event* e = (event*)self;
  if (env != NULL) {
    call_dispatch(env, data, e);
  } else {
    fail_by_number(data, e->question);
  }
  text_wipe(&e->json);
  free(e);
}

// Registers the question, unless JavaScript is about to end.
static int ask(env_data* data, question* q) {
  pthread_cond_init(&q->changed, NULL);
  pthread_mutex_lock(&data->lock);
  int open = !data->closing;
  q->number = data->next_question++;
  q->next = data->questions;
  data->questions = q;
  if (!open) q->state = FAILED;
  pthread_mutex_unlock(&data->lock);
  return open;
}

static void wait_for_answer(env_data* data, question* q) {
  pthread_mutex_lock(&data->lock);
  while (q->state == WAITING) pthread_cond_wait(&q->changed, &data->lock);
  question** link = &data->questions;
  while (*link != q) link = &(*link)->next;
  *link = q->next;
  pthread_mutex_unlock(&data->lock);
  pthread_cond_destroy(&q->changed);
}

static event* make_event(const slot* s, double number, postern_str json) {
  event* e = calloc(1, sizeof *e);
  if (e == NULL) return NULL;
  const task* running = task_current();
  e->base.deliver = event_deliver;
  e->question = number;
  e->engine_id = s->engine_id;
  e->slot = s->number;
  e->call = running->id;
  e->depth = running->base.depth;
  e->json = copy_of(json);
  return e;
}

int32_t host_call(void* ctx, postern_str json, postern_reply* reply) {
  const slot* s = ctx;
  question q = {0};
  const int open = ask(s->data, &q);
  event* e = open ? make_event(s, q.number, json) : NULL;
  if (e != NULL) {
    pool_wait_begin(s->data->workers);
    post_to_js(s->data, &e->base);
    wait_for_answer(s->data, &q);
    pool_wait_end(s->data->workers);
  } else {
    q.state = FAILED;
    wait_for_answer(s->data, &q);
  }
  const int answered = q.state == ANSWERED;
  const postern_str gone = {kGone, sizeof kGone - 1};
  const postern_str text = q.answer.ptr != NULL ? text_view(&q.answer) : gone;
  const postern_status set = answered ? postern_reply_set(reply, text) : POSTERN_OK;
  if (!answered) (void)postern_reply_fail(reply, text);
  text_wipe(&q.answer);
  return answered && set == POSTERN_OK ? 0 : 1;
}

napi_value host_answer(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  double number;
  bool good;
  text answer;
  if (read_arguments(env, info, 3, arguments) != 0) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[0], &number), NULL);
  NAPI_OR_RETURN(env, napi_get_value_bool(env, arguments[1], &good), NULL);
  if (text_from_value(env, arguments[2], &answer) != 0) return NULL;
  env_data* data = env_data_of(env);
  pthread_mutex_lock(&data->lock);
  for (question* q = data->questions; q != NULL; q = q->next) {
    if (q->number != number || q->state != WAITING) continue;
    settle(q, good ? ANSWERED : FAILED, answer);
    answer = (text){NULL, 0};
  }
  pthread_mutex_unlock(&data->lock);
  text_wipe(&answer);
  return NULL;
}

void host_abandon(env_data* data) {
  pthread_mutex_lock(&data->lock);
  data->closing = 1;
  for (question* q = data->questions; q != NULL; q = q->next) {
    if (q->state == WAITING) settle(q, FAILED, (text){NULL, 0});
  }
  pthread_mutex_unlock(&data->lock);
}
