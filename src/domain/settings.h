// Reading and completing settings that are kept as API JSON.
#pragma once

#include <span>
#include <string_view>

#include "codec/json.h"

namespace postern::domain {

// A member, or an empty object where it is missing, so that lookups nest.
inline const Json& member_or_empty(const Json& object, std::string_view name) {
  static const Json kEmpty = Json::object();
  const Json* found = object.find(name);
  return found == nullptr ? kEmpty : *found;
}

// An explicit null is what a client sends for "not given".
inline void set_default(Json& object, std::string_view member, Json value) {
  const Json* present = object.find(member);
  if (present == nullptr || present->is_null()) object.set(member, std::move(value));
}

// The nested object, made when it is missing. Valid until `object` changes.
inline Json& nested(Json& object, std::string_view member) {
  set_default(object, member, Json::object());
  return *object.find(member);
}

// Those of the members that are given, in the order of `members`.
inline Json pick_members(const Json& given, std::span<const std::string_view> members) {
  Json picked = Json::object();
  for (const std::string_view member : members) {
    const Json* value = given.find(member);
    if (value != nullptr && !value->is_null()) picked.set(member, *value);
  }
  return picked;
}

}  // namespace postern::domain
