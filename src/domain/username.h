// Canonical forms: what makes two sign-in names the same one.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::domain {

struct Pool;

// The form under which a username is unique: NFC, and case-folded in a case-insensitive pool.
Result<std::string> canonical_username(const Pool& pool, std::string_view username);

// The form under which an alias value is unique.
Result<std::string> canonical_alias(const Pool& pool, std::string_view attribute,
                                    std::string_view value);

bool looks_like_email(std::string_view text);         // One "@" with something on both sides.
bool looks_like_phone_number(std::string_view text);  // E.164: "+" and 2 to 15 digits.

// 1 to 128 characters of the kinds that Cognito's operations let into a username.
bool is_username_text(std::string_view text);

// Whether SignUp or AdminCreateUser may use the name in this pool, in Cognito's words.
Status check_new_username(const Pool& pool, std::string_view username);

// "j***@e***" and "+*******9878".
std::string mask_destination(std::string_view attribute, std::string_view value);

}  // namespace postern::domain
