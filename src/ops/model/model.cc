// Look-ups in the generated tables.
#include "ops/model/model.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "codec/pattern.h"
#include "ops/model/tables.h"

namespace postern::ops::model {
namespace {

using codec::Pattern;

// Compiled on first use, because an engine starts sooner than it needs all of them; immutable from
// then on.
struct LazyPattern {
  std::once_flag once;
  std::optional<Pattern> pattern;
};

const Pattern& compiled_pattern(std::uint16_t index) {
  static const auto patterns = std::make_unique<LazyPattern[]>(kPatterns.size());
  LazyPattern& lazy = patterns[index];
  // A pattern that does not compile is a bug of the generator; the model's test compiles all.
  std::call_once(lazy.once,
                 [&] { lazy.pattern = Pattern::compile(kPatterns[index].expression).value(); });
  return *lazy.pattern;
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
  return compiled_pattern(pattern).matches(text);
}

}  // namespace postern::ops::model
