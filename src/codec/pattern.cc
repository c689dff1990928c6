// Runs a compiled pattern: all possible states advance together, one code point at a time.
#include "codec/pattern.h"

#include "codec/unicode.h"
#include "codec/utf8.h"

namespace postern::codec {


void CodePointSet::seal() {
  for (char32_t c = 0; c < ascii_.size(); ++c) ascii_[c] = contains_slowly(c);
}

bool CodePointSet::contains_slowly(char32_t c) const {
  for (const Range& range : ranges_) {
    if (c >= range.first && c <= range.last) return !negated_;
  }
  if (categories_.empty()) return negated_;
  const char category = category_of(c);
  for (const char wanted : categories_) {
    if (category == wanted) return !negated_;
  }
  return negated_;
}

// The set of live states, and the scratch space to advance it.
class PatternRun {
 public:
  explicit PatternRun(const Pattern& pattern)
      : pattern_(pattern), entered_at_(pattern.steps_.size(), 0) {}

  bool matches(std::string_view text) {
    const bool starts_at_end = text.empty();
    enter(pattern_.start_, true, starts_at_end);
    while (!text.empty() && !live_.empty()) {
      const char32_t c = next_code_point(text);
      ++position_;
      accepted_ = false;
      std::swap(live_, before_);
      live_.clear();
      for (const std::uint16_t at : before_) {
        const Step& step = pattern_.steps_[at];
        if (pattern_.sets_[step.set].contains(c)) enter(step.next, false, text.empty());
      }
    }
    return text.empty() && accepted_;
  }

 private:
  using Step = Pattern::Step;

  // Adds every state reachable from `at` without taking a code point.
  void enter(std::uint16_t at, bool at_start, bool at_end) {
    pending_.push_back(at);
    while (!pending_.empty()) {
      at = pending_.back();
      pending_.pop_back();
      if (entered_at_[at] == position_) continue;
      entered_at_[at] = position_;
      const Step& step = pattern_.steps_[at];
      switch (step.kind) {
        case Step::Kind::take: live_.push_back(at); break;
        case Step::Kind::accept: accepted_ = true; break;
        case Step::Kind::start:
          if (at_start) pending_.push_back(step.next);
          break;
        case Step::Kind::end:
          if (at_end) pending_.push_back(step.next);
          break;
        case Step::Kind::split:
          pending_.push_back(step.other);
          pending_.push_back(step.next);
          break;
      }
    }
  }

  const Pattern& pattern_;
  std::vector<std::size_t> entered_at_;  // The position, counted from 1, that last reached a step.
  std::vector<std::uint16_t> live_;
  std::vector<std::uint16_t> before_;
  std::vector<std::uint16_t> pending_;
  std::size_t position_ = 1;
  bool accepted_ = false;
};

bool Pattern::matches_run(std::string_view text) const {
  if (text.empty()) return run_may_be_empty_;
  while (!text.empty()) {
    if (!sets_[0].contains(next_code_point(text))) return false;
  }
  return true;
}

bool Pattern::matches(std::string_view text) const {
  if (!is_utf8(text)) return false;
  return is_run_ ? matches_run(text) : PatternRun(*this).matches(text);
}

}  // namespace postern::codec
