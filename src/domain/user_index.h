// The index rows of a user: what ListUsers filters by, and the names one signs in with.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// The value a user is listed under for a searchable attribute; empty: not listed.
std::string index_value(const User& user, std::string_view attribute);

// Attributes ListUsers can filter by, in the API's names.
bool is_searchable(std::string_view attribute);

// Keys of all search rows of a user.
std::set<std::string> index_keys(const Pool& pool, const User& user);

// Where the rows of one attribute, or of those values that start with `value_prefix`, begin.
std::string index_prefix(std::string_view pool_id, std::string_view attribute);
std::string index_value_prefix(std::string_view pool_id, std::string_view attribute,
                               std::string_view value_prefix);
std::string index_value_exact(std::string_view pool_id, std::string_view attribute,
                              std::string_view value);

// The sub at the end of an index row's key.
Result<std::string> sub_of_index_key(std::string_view key);

}  // namespace postern::domain
