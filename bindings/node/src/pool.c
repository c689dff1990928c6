// Threads that run engine calls: why libuv's four do not suffice, and what does.
//
// A call whose trigger is a JavaScript function waits on its thread until the event loop has run
// that function; and the function may await further calls, which need threads of their own. With a
// fixed number of threads, as many concurrent sign-ups would each hold one and wait for a call that
// no thread is left to run, forever. So a job that waits does not count as running, and another
// thread is started in its place.
//
// That alone would let ten thousand sign-ups become ten thousand threads. So each depth of nesting
// admits LANE_MAX jobs at once, and the rest queue. This cannot deadlock: jobs of the greatest
// depth wait for no other job, hence end; so those one less deep get their turn, up to depth 0.
#include "pool.h"

#include <pthread.h>
#include <stdlib.h>

#define LANE_MAX 64

typedef struct lane {
  job* first;
  job* last;
  unsigned admitted;  // Started and not ended, whether they run or wait.
} lane;

typedef struct thread {
  pthread_t id;
  pool* owner;
  struct thread* next;
} thread;

struct pool {
  pthread_mutex_t lock;
  pthread_cond_t work;    // There is something to do, or the pool stops.
  pthread_cond_t ending;  // A thread has ended.
  lane lanes[POOL_DEPTHS];
  unsigned running_max;
  unsigned running;  // Jobs that are inside run() and not waiting.
  unsigned idle;     // Threads that sleep and have not been told to wake.
  unsigned wakes;    // Threads told to wake that have not done so yet.
  thread* live;
  thread* ended;  // To be joined.
  int stopping;
};

static int admits(const lane* l) { return l->first != NULL && l->admitted < LANE_MAX; }

// The deepest lane that may go on: others wait for what it does.
static lane* next_lane(pool* p) {
  for (int depth = POOL_DEPTHS - 1; depth >= 0; --depth) {
    if (admits(&p->lanes[depth])) return &p->lanes[depth];
  }
  return NULL;
}

static job* pop(lane* l) {
  job* taken = l->first;
  l->first = taken->next;
  if (l->first == NULL) l->last = NULL;
  return taken;
}

static void push(lane* l, job* work) {
  work->next = NULL;
  if (l->last != NULL) {
    l->last->next = work;
  } else {
    l->first = work;
  }
  l->last = work;
}

static void run_one(pool* p, lane* from) {
  job* work = pop(from);
  ++from->admitted;
  ++p->running;
  pthread_mutex_unlock(&p->lock);
  work->run(work);
  pthread_mutex_lock(&p->lock);
  --p->running;
  --from->admitted;
}

static void unlink_thread(thread** list, thread* gone) {
  while (*list != gone) list = &(*list)->next;
  *list = gone->next;
}

// More sleepers than could ever run at once are left-overs of many waits: they end.
static int sleep_or_end(pool* p) {
  if (p->stopping || p->idle >= p->running_max) return 0;
  ++p->idle;
  while (p->wakes == 0) pthread_cond_wait(&p->work, &p->lock);
  --p->wakes;
  return 1;
}

static void* thread_main(void* arg) {
  thread* self = arg;
  pool* p = self->owner;
  pthread_mutex_lock(&p->lock);
  do {
    lane* from;
    while (!p->stopping && p->running < p->running_max && (from = next_lane(p)) != NULL) {
      run_one(p, from);
    }
  } while (sleep_or_end(p));
  unlink_thread(&p->live, self);
  self->next = p->ended;
  p->ended = self;
  pthread_cond_signal(&p->ending);
  pthread_mutex_unlock(&p->lock);
  return NULL;
}

static int start_thread(pool* p) {
  thread* started = malloc(sizeof *started);
  if (started == NULL) return -1;
  started->owner = p;
  started->next = p->live;
  p->live = started;  // Before it starts: it unlinks itself.
  if (pthread_create(&started->id, NULL, thread_main, started) != 0) {
    p->live = started->next;
    free(started);
    return -1;
  }
  return 0;
}

static void wake_one(pool* p) {
  --p->idle;
  ++p->wakes;
  pthread_cond_signal(&p->work);
}

// Gets a thread for what is queued, if another job may run. Returns -1 if none can be had.
static int use_free_place(pool* p) {
  if (p->running >= p->running_max || next_lane(p) == NULL) return 0;
  if (p->idle == 0) return start_thread(p);
  wake_one(p);
  return 0;
}

static void take_back(lane* l, job* work) {
  job* before = NULL;
  for (job* at = l->first; at != work; at = at->next) before = at;
  if (before == NULL) {
    l->first = l->last = NULL;  // It was pushed last.
  } else {
    before->next = NULL;
    l->last = before;
  }
}

static void join_ended(pool* p) {
  while (p->ended != NULL) {
    thread* gone = p->ended;
    p->ended = gone->next;
    pthread_join(gone->id, NULL);  // It has left the lock, or we would not hold it.
    free(gone);
  }
}

pool* pool_new(unsigned running_max) {
  pool* p = calloc(1, sizeof *p);
  if (p == NULL) return NULL;
  pthread_mutex_init(&p->lock, NULL);
  pthread_cond_init(&p->work, NULL);
  pthread_cond_init(&p->ending, NULL);
  p->running_max = running_max;
  return p;
}

int pool_submit(pool* p, job* work) {
  pthread_mutex_lock(&p->lock);
  int accepted = !p->stopping;
  if (accepted) {
    join_ended(p);
    push(&p->lanes[work->depth], work);
    if (use_free_place(p) != 0 && p->running == 0) {
      take_back(&p->lanes[work->depth], work);  // Nobody is left to come to it.
      accepted = 0;
    }
  }
  pthread_mutex_unlock(&p->lock);
  return accepted ? 0 : -1;
}

void pool_wait_begin(pool* p) {
  pthread_mutex_lock(&p->lock);
  --p->running;
  (void)use_free_place(p);
  pthread_mutex_unlock(&p->lock);
}

// The job goes on at once: it may hold what others wait for.
void pool_wait_end(pool* p) {
  pthread_mutex_lock(&p->lock);
  ++p->running;
  pthread_mutex_unlock(&p->lock);
}

static void drop_queued(pool* p) {
  for (unsigned depth = 0; depth < POOL_DEPTHS; ++depth) {
    while (p->lanes[depth].first != NULL) {
      job* dropped = pop(&p->lanes[depth]);
      dropped->drop(dropped);
    }
  }
}

void pool_stop(pool* p) {
  pthread_mutex_lock(&p->lock);
  p->stopping = 1;
  drop_queued(p);
  while (p->idle > 0) wake_one(p);
  while (p->live != NULL) pthread_cond_wait(&p->ending, &p->lock);
  join_ended(p);
  pthread_mutex_unlock(&p->lock);
}

void pool_free(pool* p) {
  pthread_cond_destroy(&p->ending);
  pthread_cond_destroy(&p->work);
  pthread_mutex_destroy(&p->lock);
  free(p);
}
