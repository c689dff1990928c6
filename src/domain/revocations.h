// What was revoked while this engine runs, in fixed memory: lets a verifier skip the store when
// nothing can have happened, and drop what it remembers the moment something did.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace postern::domain {

// Users hash onto slots. A revocation moves its slot: everything remembered about any user of the
// slot must be checked against the store again. False sharing costs a read, never correctness.
class Revocations {
 public:
  // Nothing is known about what happened before `opened_us`.
  explicit Revocations(std::int64_t opened_us);

  struct View {
    std::uint64_t generation;     // Moves with every revocation in the slot.
    std::int64_t quiet_since_us;  // No token minted after this has been revoked in the slot.
  };
  [[nodiscard]] View view(std::string_view pool_id, std::string_view sub) const;

  // Moves with every note_all(), for what is remembered of pools and keys rather than of users.
  [[nodiscard]] std::uint64_t all_generation() const { return all_generation_.load(); }

  // A token is being minted at `now_us`. Keeps quiet_since_us right when the clock steps back.
  void note_minted(std::int64_t now_us);

  // Sessions of the user ended, or the user was disabled or deleted. Called after the commit and
  // before the operation returns.
  void note_user(std::string_view pool_id, std::string_view sub, std::int64_t now_us);

  // A pool, a client or a key went away: every slot moves.
  void note_all(std::int64_t now_us);

 private:
  struct Slot {
    std::atomic<std::uint64_t> generation{1};
    std::atomic<std::int64_t> quiet_since_us{0};
  };
  static constexpr std::size_t kSlots = 4096;

  static std::size_t slot_of(std::string_view pool_id, std::string_view sub);
  void move(Slot& slot, std::int64_t at_us);

  std::atomic<std::int64_t> newest_us_;
  std::atomic<std::uint64_t> all_generation_{1};
  std::array<Slot, kSlots> slots_;
};

}  // namespace postern::domain
