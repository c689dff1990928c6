// The index rows of a user.
#include "domain/user_index.h"

#include <algorithm>
#include <array>

#include "domain/attributes.h"
#include "domain/keyspace.h"
#include "domain/user.h"

namespace postern::domain {
namespace {

constexpr std::array<std::string_view, 10> kSearchable = {
    "username",    "email", "phone_number",       "name",
    "given_name",  "family_name", "preferred_username", "cognito:user_status",
    "status",      "sub"};

}  // namespace

bool is_searchable(std::string_view attribute) {
  return std::find(kSearchable.begin(), kSearchable.end(), attribute) != kSearchable.end();
}

std::string index_value(const User& user, std::string_view attribute) {
  if (attribute == "username") return user.username;
  if (attribute == "sub") return user.sub;
  if (attribute == "status") return user.enabled ? "Enabled" : "Disabled";
  if (attribute == "cognito:user_status") return std::string(status_name(user.status));
  return std::string(attribute_or(user.attributes, attribute));
}

std::set<std::string> index_keys(const Pool& pool, const User& user) {
  std::set<std::string> keys;
  for (const std::string_view attribute : kSearchable) {
    // The primary row is ordered by sub already.
    if (attribute == "sub") continue;
    const std::string value = index_value(user, attribute);
    if (!value.empty()) keys.insert(keys::index(pool.id, attribute, value, user.sub));
  }
  return keys;
}

std::string index_prefix(std::string_view pool_id, std::string_view attribute) {
  return keys::pool_data(pool_id, keys::kIndex).text(attribute).take();
}

std::string index_value_prefix(std::string_view pool_id, std::string_view attribute,
                               std::string_view value_prefix) {
  return keys::pool_data(pool_id, keys::kIndex).text(attribute).text_prefix(value_prefix).take();
}

std::string index_value_exact(std::string_view pool_id, std::string_view attribute,
                              std::string_view value) {
  return keys::pool_data(pool_id, keys::kIndex).text(attribute).text(value).take();
}

Result<std::string> sub_of_index_key(std::string_view key) {
  storage::KeyReader reader(key);
  POSTERN_CHECK(reader.raw(1));
  POSTERN_TRY(auto pool_id, reader.text());
  POSTERN_CHECK(reader.raw(1));
  POSTERN_TRY(auto attribute, reader.text());
  POSTERN_TRY(auto value, reader.text());
  return reader.text();
}

}  // namespace postern::domain
