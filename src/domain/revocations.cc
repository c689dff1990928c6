// What was revoked while this engine runs, in fixed memory.
#include "domain/revocations.h"

#include <algorithm>
#include <functional>

#include "base/clock.h"

namespace postern::domain {
namespace {

void raise_to(std::atomic<std::int64_t>& value, std::int64_t at_least) {
  std::int64_t seen = value.load(std::memory_order_relaxed);
  while (seen < at_least && !value.compare_exchange_weak(seen, at_least)) {
  }
}

}  // namespace

Revocations::Revocations(std::int64_t opened_us) : newest_us_(opened_us) {
  for (Slot& slot : slots_) slot.quiet_since_us = opened_us;
}

std::size_t Revocations::slot_of(std::string_view pool_id, std::string_view sub) {
  const std::hash<std::string_view> hash;
  return (hash(pool_id) * 31 + hash(sub)) % kSlots;
}

Revocations::View Revocations::view(std::string_view pool_id, std::string_view sub) const {
  const Slot& slot = slots_[slot_of(pool_id, sub)];
  // The generation is read first: a revocation in between makes the remembered one stale.
  const std::uint64_t generation = slot.generation.load();
  return {generation, slot.quiet_since_us.load()};
}

void Revocations::note_minted(std::int64_t now_us) { raise_to(newest_us_, now_us); }

void Revocations::move(Slot& slot, std::int64_t at_us) {
  raise_to(slot.quiet_since_us, at_us);
  slot.generation.fetch_add(1);
}

void Revocations::note_user(std::string_view pool_id, std::string_view sub, std::int64_t now_us) {
  raise_to(newest_us_, now_us);
  move(slots_[slot_of(pool_id, sub)], newest_us_.load());
}

void Revocations::note_all(std::int64_t now_us) {
  raise_to(newest_us_, now_us);
  const std::int64_t at_us = newest_us_.load();
  all_generation_.fetch_add(1);
  for (Slot& slot : slots_) move(slot, at_us);
}

}  // namespace postern::domain
