// Targets: Cbor::parse.
// Property: what is accepted, written in the shortest form, is the input: there is one spelling.
#include "codec/cbor.h"

#include "fuzz/property.h"
#include "tests/support/cbor_writer.h"

using postern::codec::Cbor;
using postern::fuzz::require;
namespace enc = postern::test::cbor;

namespace {

// True and false are the only values the reader does not tell; the input says which.
std::string written(const Cbor& item, std::string_view input, std::size_t at) {
  if (item.integer() != nullptr) return enc::integer(*item.integer());
  if (item.bytes() != nullptr) return enc::bytes(item.bytes()->value);
  if (item.text() != nullptr) return enc::text(item.text()->value);
  if (item.array() != nullptr) {
    std::string out = enc::head(4, item.array()->size());
    for (const Cbor& element : *item.array()) out += written(element, input, at + out.size());
    return out;
  }
  if (item.map() != nullptr) {
    std::string out = enc::head(5, item.map()->size());
    for (const auto& [key, value] : *item.map()) {
      out += written(key, input, at + out.size());
      out += written(value, input, at + out.size());
    }
    return out;
  }
  require(at < input.size(), "an item has a byte");
  const char simple = input[at];
  require(simple == '\xf4' || simple == '\xf5' || simple == '\xf6', "true, false or null");
  return std::string(1, simple);
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const auto item = Cbor::parse(input);
  if (!item.ok()) return;
  require(written(*item, input, 0) == input, "an item has one spelling");
  if (item->map() == nullptr) return;
  for (const auto& [key, value] : *item->map()) {
    const Cbor* found =
        key.text() != nullptr ? item->find(key.text()->value) : item->find(*key.integer());
    require(found == &value, "a key names one value");
  }
}
