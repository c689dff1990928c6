// Requests in one line: objects of strings, and lists of attributes.
#pragma once

#include <string_view>
#include <utility>

#include "codec/json.h"

namespace postern::test {

// An object of strings: object("a", "1", "b", "2").
inline void add_members(Json&) {}
template <class... Rest>
void add_members(Json& json, std::string_view name, std::string_view value, Rest&&... rest) {
  json.set(name, value);
  add_members(json, std::forward<Rest>(rest)...);
}
template <class... Members>
Json object(Members&&... members) {
  Json json = Json::object();
  add_members(json, std::forward<Members>(members)...);
  return json;
}

// [{"Name": ..., "Value": ...}, ...]
inline void add_attributes(Json&) {}
template <class... Rest>
void add_attributes(Json& list, std::string_view name, std::string_view value, Rest&&... rest) {
  list.push_back(object("Name", name, "Value", value));
  add_attributes(list, std::forward<Rest>(rest)...);
}
template <class... Members>
Json attributes(Members&&... members) {
  Json list = Json::array();
  add_attributes(list, std::forward<Members>(members)...);
  return list;
}

}  // namespace postern::test
