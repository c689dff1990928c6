// Targets: style_selectors.
// Property: the selectors alone make a sheet that has the same ones.
#include "codec/style_sheet.h"

#include "fuzz/property.h"

using postern::codec::style_selectors;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  const auto selectors = style_selectors(input);
  require(!input.empty() || selectors.has_value(), "the empty sheet is one");
  if (!selectors) return;
  std::string written;
  for (const std::string& selector : *selectors) {
    require(!selector.empty(), "no selector is empty");
    written += selector + "{}";
  }
  require(style_selectors(written) == selectors, "what is written reads back the same");
}
