// The only file that includes utf8proc.
#include "codec/unicode.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "codec/utf8.h"

namespace postern::codec {
namespace {

// Folding and composing can enable each other, e.g. a composed letter that folds again. A few
// rounds settle that; the bound only guards against a table that never does.
constexpr int kFoldRoundsMax = 8;

Error not_text() {
  return {Errc::invalid_argument, "InvalidParameterException", "Text is not valid UTF-8"};
}

Result<std::string> map_text(std::string_view text, int options) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                 static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (size < 0) return not_text();
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

std::string fold_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

// Decomposed first, so that text which is canonically equal folds equally: the iota subscript folds
// to a letter, behind which marks are not reordered any more (Unicode, definition D145).
Result<std::string> fold_once(std::string_view text) {
  POSTERN_TRY(const std::string decomposed, map_text(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE));
  return map_text(decomposed, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

}  // namespace

Result<std::string> normalize(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  if (!is_utf8(text)) return not_text();
  return map_text(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

Result<std::string> fold_case(std::string_view text) {
  if (is_ascii(text)) return fold_ascii(text);
  if (!is_utf8(text)) return not_text();
  std::string folded(text);
  for (int round = 0; round < kFoldRoundsMax; ++round) {
    POSTERN_TRY(std::string next, fold_once(folded));
    if (next == folded) return folded;
    folded = std::move(next);
  }
  return internal_error("case folding does not settle");
}

char category_of(char32_t code_point) {
  return utf8proc_category_string(static_cast<utf8proc_int32_t>(code_point))[0];
}

}  // namespace postern::codec
