// Every choice of a simulated world, drawn from one seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace postern::sim {

// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every platform, unlike the
// distributions of <random>.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }

  // REQUIRES: bound > 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  // With a probability of `parts` in a hundred thousand.
  bool rarely(unsigned parts) { return below(100'000) < parts; }

  // REQUIRES: the list is not empty.
  template <class List>
  auto& pick(List& list) {
    return *std::next(std::begin(list), static_cast<std::ptrdiff_t>(below(std::size(list))));
  }

 private:
  std::uint64_t state_;
};

}  // namespace postern::sim
