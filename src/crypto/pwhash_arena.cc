// The arena, and the two functions the final link puts in front of mmap and munmap.
#include "crypto/pwhash_arena.h"

#include <sys/mman.h>

#include <cstdint>

#include "base/secret.h"

#define POSTERN_HIDDEN __attribute__((visibility("hidden")))

extern "C" {
void* __real_mmap(void* at, std::size_t size, int protection, int flags, int fd, off_t offset);
int __real_munmap(void* at, std::size_t size);
POSTERN_HIDDEN void* __wrap_mmap(void* at, std::size_t size, int protection, int flags, int fd,
                                 off_t offset);
POSTERN_HIDDEN int __wrap_munmap(void* at, std::size_t size);
}

namespace postern::crypto {
namespace {

constexpr std::size_t kHugePageBytes = 2u << 20;
constexpr std::size_t kBlockBytes = 1024;  // Argon2's unit of memory.

// The arena this thread has on loan: the marker that says "inside a password hash".
constinit thread_local const PwhashArena* lent = nullptr;

}  // namespace

PwhashArena::~PwhashArena() {
  if (base_ != nullptr) __real_munmap(base_, size_);
}

// Aligned to huge pages and trimmed: fewer TLB misses save a walk as random as Argon2id's a few
// percent. Failure leaves the arena unmapped and the hash to libsodium's own mapping.
void PwhashArena::map() {
  const std::size_t reserve = size_ + kHugePageBytes;
  void* raw =
      __real_mmap(nullptr, reserve, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED) return;
  const auto start = reinterpret_cast<std::uintptr_t>(raw);
  const std::uintptr_t aligned = (start + kHugePageBytes - 1) & ~(kHugePageBytes - 1);
  if (aligned != start) __real_munmap(raw, aligned - start);
  const std::uintptr_t tail = aligned + size_;
  const std::uintptr_t end = start + reserve;
  if (tail != end) __real_munmap(reinterpret_cast<void*>(tail), end - tail);
  base_ = reinterpret_cast<void*>(aligned);
  madvise(base_, size_, MADV_DONTDUMP);
  madvise(base_, size_, MADV_WIPEONFORK);
  madvise(base_, size_, MADV_HUGEPAGE);
}

PwhashArena::Loan::Loan(PwhashArena& arena) {
  if (arena.base_ == nullptr) arena.map();
  if (arena.base_ != nullptr) lent = &arena;
}

// The last block is what the tag is computed from, so it is wiped. The rest stays until the next
// hash overwrites it: testing a password against it costs an attacker at least one of the passes,
// half of what testing against the stored tag costs, and wiping 19 MiB would add a tenth to every
// sign-in.
PwhashArena::Loan::~Loan() {
  if (lent != nullptr) {
    wipe(static_cast<char*>(lent->base_) + lent->size_ - kBlockBytes, kBlockBytes);
  }
  lent = nullptr;
}

}  // namespace postern::crypto

void* __wrap_mmap(void* at, std::size_t size, int protection, int flags, int fd, off_t offset) {
  const auto* arena = postern::crypto::lent;
  const bool wanted = arena != nullptr && at == nullptr && fd == -1 && size == arena->size();
  return wanted ? arena->base() : __real_mmap(at, size, protection, flags, fd, offset);
}

int __wrap_munmap(void* at, std::size_t size) {
  const auto* arena = postern::crypto::lent;
  const bool ours = arena != nullptr && at == arena->base();
  return ours ? 0 : __real_munmap(at, size);
}
