// Regular expressions of the service model, matched in time linear in the text: no backtracking.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace postern::codec {

// A set of code points: inclusive ranges and major categories, possibly negated.
class CodePointSet {
 public:
  void add(char32_t first, char32_t last) { ranges_.push_back({first, last}); }
  void add_category(char category) { categories_.push_back(category); }
  void negate() { negated_ = !negated_; }
  // Precomputes the answers for ASCII. Call once, after the last change.
  void seal();
  [[nodiscard]] bool contains(char32_t c) const {
    return c < ascii_.size() ? ascii_[c] : contains_slowly(c);
  }

 private:
  struct Range {
    char32_t first;
    char32_t last;
  };
  [[nodiscard]] bool contains_slowly(char32_t c) const;

  std::vector<Range> ranges_;
  std::vector<char> categories_;
  bool negated_ = false;
  std::array<bool, 128> ascii_{};
};

// A compiled expression in the flavour Java and ECMAScript share: literals, `.`, classes with
// ranges and negation, \w \d \s \S \p{L} \xHH, groups, alternation, ? * + {m} {m,n}, ^ $, and a
// leading (?s). Immutable, so safe for concurrent use.
class Pattern {
 public:
  // Refuses what it does not know and programs over 4,096 steps.
  [[nodiscard]] static Result<Pattern> compile(std::string_view expression);

  // True if the whole of `text` matches, counted in code points. False for invalid UTF-8.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  friend class PatternCompiler;
  friend class PatternRun;

  // One step of the machine. `next` is where it goes on, except where said otherwise.
  struct Step {
    enum class Kind : std::uint8_t {
      take,   // One code point of sets_[set].
      split,  // Both `next` and `other`.
      start,  // Only at the start of the text.
      end,    // Only at its end.
      accept,
    };
    Kind kind = Kind::accept;
    std::uint16_t next = 0;
    std::uint16_t other = 0;
    std::uint16_t set = 0;
  };

  [[nodiscard]] bool matches_run(std::string_view text) const;

  std::vector<Step> steps_;
  std::vector<CodePointSet> sets_;
  std::uint16_t start_ = 0;
  // Set if the expression is one class repeated: then no machine is needed.
  bool is_run_ = false;
  bool run_may_be_empty_ = false;
};

}  // namespace postern::codec
