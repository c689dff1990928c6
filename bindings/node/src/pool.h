// Threads that run engine calls off the event loop. Knows nothing of Node or of Postern.
#ifndef POSTERN_NODE_POOL_H_
#define POSTERN_NODE_POOL_H_

// How deep calls nest, from calls by the program (0) to calls by triggers of triggers of ...
#define POOL_DEPTHS 5

typedef struct pool pool;

// One piece of work. Embed it as the first member; it is the caller's again when `run` is called.
typedef struct job {
  struct job* next;
  unsigned depth;  // Below POOL_DEPTHS.
  void (*run)(struct job* self);
  void (*drop)(struct job* self);  // Instead of run, when the pool stops first.
} job;

// `running_max`: how many jobs run at once, not counting those inside pool_wait_*. NULL: no memory.
pool* pool_new(unsigned running_max);

// Queues `work`. Returns 0, or -1 when the pool has stopped or has no thread and can start none.
int pool_submit(pool* p, job* work);

// Around a wait of the current job for something outside the pool: meanwhile another job may run.
void pool_wait_begin(pool* p);
void pool_wait_end(pool* p);

// Drops what is queued, waits for what runs, and ends all threads. Submitting fails from here on.
void pool_stop(pool* p);

// REQUIRES: stopped.
void pool_free(pool* p);

#endif
