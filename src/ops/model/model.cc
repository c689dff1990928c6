// Look-ups in the generated tables.
#include "ops/model/model.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "codec/pattern.h"
#include "ops/model/tables.h"

namespace postern::ops::model {
namespace {

using codec::Pattern;

// Compiled together on first use; immutable from then on.
const std::vector<Pattern>& compiled_patterns() {
  static const std::vector<Pattern> patterns = [] {
    std::vector<Pattern> compiled;
    compiled.reserve(kPatterns.size());
    // A pattern that does not compile is a bug of the generator; the model's test compiles all.
    for (const PatternText& text : kPatterns) {
      compiled.push_back(Pattern::compile(text.expression).value());
    }
    return compiled;
  }();
  return patterns;
}

}  // namespace

std::span<const OperationModel> operations() { return kOperations; }

const OperationModel* find_operation(std::string_view service, std::string_view name) {
  const auto wanted = std::pair(service, name);
  const auto key = [](const OperationModel& row) { return std::pair(row.service, row.name); };
  const auto found = std::ranges::lower_bound(kOperations, wanted, {}, key);
  return found != kOperations.end() && key(*found) == wanted ? &*found : nullptr;
}

std::string_view pattern_text(std::uint16_t pattern) { return kPatterns[pattern].published; }

bool matches_pattern(std::uint16_t pattern, std::string_view text) {
  return compiled_patterns()[pattern].matches(text);
}

}  // namespace postern::ops::model
