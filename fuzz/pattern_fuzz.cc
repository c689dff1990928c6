// Targets: Pattern::compile, Pattern::matches. Input: an expression, a newline, a text.
// Property: wrapping an expression in ways that keep its language keeps its answer.
#include "codec/pattern.h"

#include <string>

#include "fuzz/property.h"

using postern::codec::Pattern;
using postern::fuzz::require;

namespace {

// The answer of an equivalent expression, if it is within the compiler's bounds.
void require_same(const std::string& expression, std::string_view text, bool expected) {
  const auto pattern = Pattern::compile(expression);
  if (pattern.ok()) require(pattern->matches(text) == expected, "equivalent expressions agree");
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const std::size_t newline = input.find('\n');
  if (newline == std::string_view::npos) return;
  const std::string expression(input.substr(0, newline));
  const std::string_view text = input.substr(newline + 1);
  const auto pattern = Pattern::compile(expression);
  if (!pattern.ok()) return;
  const bool expected = pattern->matches(text);
  require(pattern->matches(text) == expected, "matching keeps no state");
  if (expression.starts_with("(?s)")) return;
  const std::string group = "(?:" + expression + ")";
  require_same(group, text, expected);
  require_same(group + "{1}", text, expected);
  require_same(group + "|" + group, text, expected);
  require_same("^" + group + "$", text, expected);
  require_same("[^\\p{L}]{0}" + group, text, expected);
}
