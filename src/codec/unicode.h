// Unicode beyond encoding: normal form, case folding, general categories. The tables are those of
// utf8proc 2.8: Unicode 14.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::codec {

// Normal form C.
[[nodiscard]] Result<std::string> normalize(std::string_view text);

// What two user names of a case-insensitive pool are compared by: full case folding, then normal
// form C, independent of locale. Idempotent: fold_case(fold_case(x)) is fold_case(x).
[[nodiscard]] Result<std::string> fold_case(std::string_view text);

// The major general category of a code point: one of "LMNPSZC"; "C" also for unassigned.
[[nodiscard]] char category_of(char32_t code_point);

}  // namespace postern::codec
