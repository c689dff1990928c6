// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace postern::codec {

// Bytes of the well-formed sequence that starts `bytes`; 0 if there is none.
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view bytes);

[[nodiscard]] bool is_utf8(std::string_view bytes);

// Code points in `text`; nullopt if it is not UTF-8. Limits of the protocol count these.
[[nodiscard]] std::optional<std::size_t> count_code_points(std::string_view text);

// Takes one code point off the front of `text`. REQUIRES: `text` is UTF-8 and not empty.
[[nodiscard]] char32_t next_code_point(std::string_view& text);

// REQUIRES: `code_point` is a Unicode scalar value.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace postern::codec
