// Tables of settings: each at a value that is not its default, and where it is seen to work.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "codec/jwt_text.h"
#include "ops/auth_fixture.h"
#include "ops/model/model.h"

namespace postern::test {

template <class Fixture>
struct SettingRow {
  std::string_view member;
  // It and what goes with it, as the request has them.
  std::string_view members;
  // Checks; empty for what is kept for pages and services that this engine does not have.
  std::function<void(Fixture&)> effect;
};

// Whether the description shows what was given; it may show defaults beside it.
inline bool shows(const Json& shown, const Json& given) {
  if (!given.is_object()) return shown == given;
  for (const JsonMember& member : given.as_object()) {
    const Json* value = shown.find(member.key);
    if (value == nullptr || !shows(*value, member.value)) return false;
  }
  return true;
}

// What an operation takes by the service model, besides the ids of what is changed.
inline std::set<std::string_view> settings_of(std::string_view operation) {
  std::set<std::string_view> names;
  for (const auto& member : ops::model::find_operation("cognito-idp", operation)->input->members) {
    if (member.name != "UserPoolId" && member.name != "ClientId") names.insert(member.name);
  }
  return names;
}

template <class Rows>
std::set<std::string_view> listed(const Rows& rows) {
  std::set<std::string_view> names;
  for (const auto& row : rows) names.insert(row.member);
  return names;
}

// The claims of a token, which nobody has to verify here.
inline Json claims_in(const Json& tokens, std::string_view kind) {
  const auto parts = codec::split_jwt(tokens.get_string(kind));
  REQUIRE(parts.ok());
  return codec::decode_jwt_object(parts->payload).value();
}

}  // namespace postern::test
