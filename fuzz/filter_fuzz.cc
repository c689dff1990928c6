// Targets: parse_filter.
// Property: an accepted filter, written in its plainest form, reads back the same.
#include "codec/filter.h"

#include "codec/utf8.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

namespace {

std::string written(const Filter& filter) {
  std::string out = filter.attribute;
  out += filter.op == Filter::Op::prefix ? "^=\"" : "=\"";
  for (const char c : filter.value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const auto filter = parse_filter(input);
  require(!input.empty() || filter.ok(), "the empty filter is one");
  if (!filter.ok() || !filter->has_value()) return;
  require(is_utf8((*filter)->value), "the value is UTF-8");
  const auto again = parse_filter(written(**filter));
  require(again.ok() && again->has_value(), "what is written is a filter");
  require((*again)->attribute == (*filter)->attribute && (*again)->op == (*filter)->op &&
              (*again)->value == (*filter)->value,
          "what is written reads back the same");
}
