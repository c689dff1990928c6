// A disk that fails on demand: this program's own fdatasync() and pwrite64(), which SQLite calls.
#pragma once

#include <atomic>

namespace postern::test {

// One kind of call: when `error` is set it fails with that errno, once `left` more have succeeded.
struct Fault {
  std::atomic<int> error = 0;
  std::atomic<int> left = 0;

  // The errno to fail with, or 0.
  int next() { return error != 0 && left-- <= 0 ? error.load() : 0; }
};

struct FaultyDisk {
  Fault sync;
  Fault write;
};

FaultyDisk& faulty_disk();

// While it lives, calls fail after the first `after` ones.
class Failing {
 public:
  Failing(Fault& fault, int error, int after = 0) : fault_(fault) {
    fault_.left = after;
    fault_.error = error;
  }
  Failing(const Failing&) = delete;
  Failing& operator=(const Failing&) = delete;
  ~Failing() { fault_.error = 0; }

 private:
  Fault& fault_;
};

}  // namespace postern::test
