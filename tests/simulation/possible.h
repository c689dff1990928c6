// What may be the case, as far as the answers so far tell.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace postern::sim {

// Moments are counted, not measured: every beginning and every end of a call is one.
using Moment = std::uint64_t;
inline constexpr Moment kNever = std::numeric_limits<Moment>::max();

struct Span {
  Moment begin = 0;
  Moment end = kNever;  // While it lasts.

  [[nodiscard]] bool overlaps(const Span& other) const {
    return begin <= other.end && other.begin <= end;
  }
};

// What a call came to, for what it was to change.
enum class Fate : std::uint8_t {
  done,      // Acknowledged.
  not_done,  // Surely nothing happened.
  unknown,   // One or the other, for good: nothing happens after the call has ended.
};

// A value that calls write and read, several at once. It knows every value that may be in force,
// and since when and until when it may: a read must have seen one that was possible while it
// lasted. Writes are atomic and take place at some moment of their call.
template <class Value>
class Possible {
 public:
  explicit Possible(Value value) { entries_.push_back({std::move(value), {0, 0}}); }

  // Returns a handle for end_write().
  std::size_t begin_write(Value value, Moment now) {
    entries_.push_back({std::move(value), {now, kNever}});
    return entries_.size() - 1;
  }

  void end_write(std::size_t handle, Fate fate, Moment now) {
    Entry& written = entries_[handle];
    written.write.end = now;
    written.never = fate == Fate::not_done;
    if (fate != Fate::done) return;
    for (Entry& entry : entries_) {
      // What was written before this write began is overwritten by its end.
      if (entry.until == kNever && entry.write.end < written.write.begin) entry.until = now;
    }
  }

  // A write whose beginning nobody noted, and which may or may not have been.
  void maybe(Value value, Span span) { entries_.push_back({std::move(value), span}); }

  // Whether a call of that span may have seen the value.
  [[nodiscard]] bool may_be(const Value& value, const Span& span) const {
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
      return entry.value == value && entry.counts_in(span);
    });
  }
  // Whether every call of that span must have seen it.
  [[nodiscard]] bool must_be(const Value& value, const Span& span) const {
    return std::none_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
      return entry.value != value && entry.counts_in(span);
    });
  }

  // A call of that span has seen the value: false where it cannot have. Where nobody wrote
  // meanwhile, it is what it is from then on.
  bool saw(const Value& value, const Span& span) {
    if (!may_be(value, span)) return false;
    const bool quiet = std::none_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
      return !entry.never && entry.write.end >= span.begin;
    });
    if (!quiet) return true;
    for (Entry& entry : entries_) {
      if (entry.until == kNever && entry.value != value) entry.until = span.begin;
    }
    return true;
  }

 private:
  struct Entry {
    Value value;
    Span write;
    Moment until = kNever;  // From when on it cannot be in force.
    bool never = false;     // It was not written after all.

    [[nodiscard]] bool counts_in(const Span& span) const {
      return !never && write.begin <= span.end && until >= span.begin;
    }
  };
  std::vector<Entry> entries_;
};

}  // namespace postern::sim
