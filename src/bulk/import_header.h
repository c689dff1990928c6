// The header of a user import file: which columns a pool's file has.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "domain/pool.h"

namespace postern::bulk {

inline constexpr std::string_view kUsernameColumn = "cognito:username";
inline constexpr std::string_view kMfaColumn = "cognito:mfa_enabled";
inline constexpr std::string_view kHashColumn = "password_hash";

// The columns in Cognito's order, as GetCSVHeader shows them. A file may have them in any order,
// and may add `password_hash`.
std::vector<std::string> import_columns(const domain::Pool& pool);

// Whether a file with these columns can be imported; `with_hashes`: its job names an algorithm.
// The message of a refusal is fit for a job's CompletionMessage.
Status check_import_columns(const domain::Pool& pool, const std::vector<std::string>& columns,
                            bool with_hashes);

}  // namespace postern::bulk
