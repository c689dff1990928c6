// Warm memory lent to libsodium's Argon2id, which maps and faults fresh pages for every hash.
#pragma once

#include <cstddef>

namespace postern::crypto {

// Memory for one hash at a time. Maps on first use, so an arena nobody uses costs nothing.
// It is left out of core dumps and empty in a forked child (K02).
class PwhashArena {
 public:
  // `size` is exactly what Argon2id will ask for.
  explicit PwhashArena(std::size_t size) : size_(size) {}
  PwhashArena(const PwhashArena&) = delete;
  PwhashArena& operator=(const PwhashArena&) = delete;
  ~PwhashArena();

  // While it lives, an anonymous mapping of the arena's size that this thread asks for is the
  // arena. REQUIRES: one loan per arena and per thread at a time.
  class Loan {
   public:
    explicit Loan(PwhashArena& arena);
    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
  };

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] void* base() const { return base_; }

 private:
  void map();

  std::size_t size_;
  void* base_ = nullptr;
};

}  // namespace postern::crypto
