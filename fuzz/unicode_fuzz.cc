// Targets: is_utf8, count_code_points, next_code_point, append_utf8, fold_case, normalize.
// Property: bytes are UTF-8 exactly if decoding them blindly and encoding the result gives them
// back; folding and normalising are idempotent and stay in UTF-8.
#include "codec/unicode.h"

#include "codec/utf8.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

namespace {

// The model: takes the bits of a sequence on trust.
char32_t decode_blindly(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  char32_t c = sequence.size() == 1 ? lead : lead & (0x7FU >> sequence.size());
  for (const char byte : sequence.substr(1)) {
    c = (c << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
  }
  return c;
}

bool model_is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view sequence = text.substr(0, length);
    const char32_t c = decode_blindly(sequence);
    if (sequence.size() != length || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return false;
    std::string encoded;
    append_utf8(encoded, c);
    if (encoded != sequence) return false;
    text.remove_prefix(length);
  }
  return true;
}

void require_decoding(std::string_view input) {
  std::string copy;
  std::size_t count = 0;
  for (std::string_view rest = input; !rest.empty(); ++count) {
    append_utf8(copy, next_code_point(rest));
  }
  require(copy == input && count_code_points(input) == count, "code points give the text back");
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const bool valid = is_utf8(input);
  require(valid == model_is_utf8(input), "the validator agrees with the model");
  const auto folded = fold_case(input);
  const auto normal = normalize(input);
  require(folded.ok() == valid && normal.ok() == valid, "exactly UTF-8 is folded");
  if (!valid) return;
  require_decoding(input);
  require(is_utf8(*folded) && is_utf8(*normal), "the results are UTF-8");
  require(fold_case(*folded).value() == *folded, "folding is idempotent");
  require(normalize(*folded).value() == *folded, "what is folded is in normal form");
  require(normalize(*normal).value() == *normal, "normalising is idempotent");
  require(fold_case(*normal).value() == *folded, "equal text folds equally");
}
