// The engine's locks under the scheduler: who finds one taken hands the baton on, until it is free.
//
// The linker sends every use of these functions here (--wrap). A client that blocked in the system
// would keep the baton from the one who holds the lock.
#include <pthread.h>
#include <cerrno>

#include "simulation/scheduler.h"

namespace {

template <class Lock>
int take(int (*try_lock)(Lock*), int (*lock)(Lock*), Lock* which) {
  auto* const scheduler = postern::sim::Scheduler::current();
  if (scheduler == nullptr) return lock(which);
  for (;;) {
    const int result = try_lock(which);
    if (result != EBUSY) return result;
    scheduler->wait();
  }
}

}  // namespace

extern "C" {

int __real_pthread_mutex_lock(pthread_mutex_t*);
int __real_pthread_rwlock_rdlock(pthread_rwlock_t*);
int __real_pthread_rwlock_wrlock(pthread_rwlock_t*);

int __wrap_pthread_mutex_lock(pthread_mutex_t* mutex) {
  return take(pthread_mutex_trylock, __real_pthread_mutex_lock, mutex);
}
int __wrap_pthread_rwlock_rdlock(pthread_rwlock_t* lock) {
  return take(pthread_rwlock_tryrdlock, __real_pthread_rwlock_rdlock, lock);
}
int __wrap_pthread_rwlock_wrlock(pthread_rwlock_t* lock) {
  return take(pthread_rwlock_trywrlock, __real_pthread_rwlock_wrlock, lock);
}

}  // extern "C"
