// The sentences in which the service reports broken constraints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "ops/model/model.h"

namespace postern::ops {

// Where a value sits, as a chain on the stack; text is made only when something is wrong.
struct MemberPath {
  const MemberPath* parent = nullptr;
  std::string_view name;   // A member as the wire names it, or a map's key.
  std::size_t index = 0;   // Of a list element, counted from 1; 0 for everything else.

  // In the service's own form, e.g. "userAttributes.1.member.name".
  [[nodiscard]] std::string text() const;
};

// Broken constraints in the order they were found. Bounded: a request cannot make the answer grow
// beyond what a person would read.
class Violations {
 public:
  void add(const MemberPath& path, const Json* value, bool sensitive, std::string_view constraint);
  [[nodiscard]] bool full() const { return sentences_.size() >= kSentencesMax; }
  [[nodiscard]] bool empty() const { return sentences_.empty(); }
  [[nodiscard]] std::string message() const;

 private:
  static constexpr std::size_t kSentencesMax = 100;
  std::vector<std::string> sentences_;
};

// Every constraint of a scalar, e.g. "[Member must have length less than or equal to 5, ...]".
[[nodiscard]] std::string all_constraints(const model::Shape& shape);

// One constraint each, as in "Member must have length greater than or equal to 6".
[[nodiscard]] std::string min_constraint(const model::Shape& shape);
[[nodiscard]] std::string max_constraint(const model::Shape& shape);
[[nodiscard]] std::string pattern_constraint(const model::Shape& shape);
[[nodiscard]] std::string enum_constraint(const model::Shape& shape);

}  // namespace postern::ops
