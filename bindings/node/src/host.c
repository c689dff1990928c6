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

// The request on its way to JavaScript.
typedef struct event {
  message base;
  double question;  // 0: nobody waits for an answer.
  double engine_id;
  double slot;
  double call;
  unsigned depth;
  request what;
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

// dispatch(question, engine, slot, request, call, depth, now); `now`: an answer that comes later is
// none.
static void call_dispatch(napi_env env, env_data* data, const event* e, bool now) {
  napi_handle_scope scope;
  napi_value receiver, dispatch, ignored;
  napi_value arguments[7];
  const postern_str body = text_view(&e->what.body);
  napi_open_handle_scope(env, &scope);
  napi_get_undefined(env, &receiver);
  napi_get_reference_value(env, data->dispatch, &dispatch);
  napi_create_double(env, e->question, &arguments[0]);
  napi_create_double(env, e->engine_id, &arguments[1]);
  napi_create_double(env, e->slot, &arguments[2]);
  napi_status made = napi_ok;
  if (e->what.is_bytes) {
    made = napi_create_buffer_copy(env, body.len, body.ptr, NULL, &arguments[3]);
  } else {
    arguments[3] = string_of(env, body);
  }
  napi_create_double(env, e->call, &arguments[4]);
  napi_create_uint32(env, e->depth, &arguments[5]);
  napi_get_boolean(env, now, &arguments[6]);
  // dispatch catches what the program throws. What is left, such as a termination, ends the wait.
  if (made != napi_ok ||
      napi_call_function(env, receiver, dispatch, 7, arguments, &ignored) != napi_ok || now) {
    fail_by_number(data, e->question);
  }
  napi_close_handle_scope(env, scope);
}

static void free_event(event* e) {
  text_wipe(&e->what.body);
  free(e);
}

static void event_deliver(napi_env env, env_data* data, message* self) {
  event* e = (event*)self;
  if (env != NULL) {
    call_dispatch(env, data, e, false);
  } else {
    fail_by_number(data, e->question);
  }
  free_event(e);
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

// Takes the request over. NULL: no memory.
static event* make_event(const slot* s, double number, request what) {
  event* e = calloc(1, sizeof *e);
  if (e == NULL) {
    text_wipe(&what.body);
    return NULL;
  }
  const task* running = task_current();
  e->base.deliver = event_deliver;
  e->question = number;
  e->engine_id = s->engine_id;
  e->slot = s->number;
  e->call = running != NULL ? running->id : 0;
  e->depth = running != NULL ? running->base.depth : 0;
  e->what = what;
  return e;
}

static int on_js_thread(const env_data* data) {
  return pthread_equal(pthread_self(), data->js_thread);
}

int host_ask(const slot* s, request what, text* answer) {
  question q = {0};
  const int open = ask(s->data, &q);
  event* e = make_event(s, q.number, what);
  if (!open || e == NULL) {
    if (e != NULL) free_event(e);
    q.state = FAILED;
  } else if (on_js_thread(s->data)) {
    call_dispatch(s->data->env, s->data, e, true);
    free_event(e);
  } else {
    pool_wait_begin(s->data->workers);
    post_to_js(s->data, &e->base);
  }
  const int waited = open && e != NULL && !on_js_thread(s->data);
  wait_for_answer(s->data, &q);
  if (waited) pool_wait_end(s->data->workers);
  *answer = q.answer;
  return q.state == ANSWERED;
}

void host_tell(const slot* s, request what) {
  pthread_mutex_lock(&s->data->lock);
  const int open = !s->data->closing;
  pthread_mutex_unlock(&s->data->lock);
  event* e = make_event(s, 0, what);
  if (e == NULL) return;
  if (open && !on_js_thread(s->data)) {
    post_to_js(s->data, &e->base);
    return;
  }
  if (open) call_dispatch(s->data->env, s->data, e, true);
  free_event(e);
}

int32_t host_call(void* ctx, postern_str json, postern_reply* reply) {
  text answer;
  const int answered = host_ask(ctx, (request){copy_of(json), 0}, &answer);
  const postern_str gone = {kGone, sizeof kGone - 1};
  const postern_str text = answer.ptr != NULL ? text_view(&answer) : gone;
  const postern_status set = answered ? postern_reply_set(reply, text) : POSTERN_OK;
  if (!answered) (void)postern_reply_fail(reply, text);
  text_wipe(&answer);
  return answered && set == POSTERN_OK ? 0 : 1;
}

int32_t host_invoke(void* ctx, postern_str arn, postern_str event, postern_reply* reply) {
  // No ARN has a line end in it.
  const size_t length = arn.len + 1 + event.len;
  char* both = malloc(length);
  if (both == NULL) return POSTERN_INVOKE_FAILED;
  memcpy(both, arn.ptr, arn.len);
  both[arn.len] = '\n';
  memcpy(both + arn.len + 1, event.ptr, event.len);
  const int32_t status = host_call(ctx, (postern_str){both, length}, reply);
  free(both);
  return status == 0 ? 0 : POSTERN_INVOKE_REFUSED;
}

napi_value host_answer(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  double number;
  bool good;
  text answer;
  if (read_arguments(env, info, 3, arguments) != 0) return NULL;
  NAPI_OR_RETURN(env, napi_get_value_double(env, arguments[0], &number), NULL);
  NAPI_OR_RETURN(env, napi_get_value_bool(env, arguments[1], &good), NULL);
  if (bytes_from_value(env, arguments[2], &answer) != 0) return NULL;
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
