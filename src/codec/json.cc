// The Json value: construction, access, equality. Reading and writing text is in its own files.
#include "codec/json.h"

#include <algorithm>

namespace postern {

Json::Json(Array value) : value_(std::move(value)) {}
// By assignment: when memory runs out while libstdc++ 12 copy-constructs a variant of strings and
// vectors, it destroys the alternative that was never made.
Json::Json(const Json& other) { value_ = other.value_; }
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;

Json Json::object() {
  Json made;
  made.value_.emplace<Object>();
  return made;
}

Json Json::array() {
  Json made;
  made.value_.emplace<Array>();
  return made;
}

double Json::as_double() const {
  return is_int() ? static_cast<double>(as_int()) : std::get<double>(value_);
}

std::size_t Json::size() const {
  if (const auto* members = std::get_if<Object>(&value_)) return members->size();
  if (const auto* elements = std::get_if<Array>(&value_)) return elements->size();
  return 0;
}

const Json* Json::find(std::string_view key) const {
  const auto* members = std::get_if<Object>(&value_);
  if (members == nullptr) return nullptr;
  for (const JsonMember& member : *members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Json* Json::find(std::string_view key) {
  return const_cast<Json*>(static_cast<const Json*>(this)->find(key));
}

std::string_view Json::get_string(std::string_view key, std::string_view fallback) const {
  const Json* found = find(key);
  return found != nullptr && found->is_string() ? std::string_view(found->as_string()) : fallback;
}

std::int64_t Json::get_int(std::string_view key, std::int64_t fallback) const {
  const Json* found = find(key);
  return found != nullptr && found->is_int() ? found->as_int() : fallback;
}

bool Json::get_bool(std::string_view key, bool fallback) const {
  const Json* found = find(key);
  return found != nullptr && found->is_bool() ? found->as_bool() : fallback;
}

Json& Json::operator[](std::string_view key) {
  if (is_null()) value_.emplace<Object>();
  if (Json* found = find(key)) return *found;
  return as_object().emplace_back(JsonMember{std::string(key), Json()}).value;
}

Json& Json::set(std::string_view key, Json value) {
  (*this)[key] = std::move(value);
  return *this;
}

bool Json::erase(std::string_view key) {
  Object& members = as_object();
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const JsonMember& member) { return member.key == key; });
  if (found == members.end()) return false;
  members.erase(found);
  return true;
}

Json& Json::push_back(Json value) {
  if (is_null()) value_.emplace<Array>();
  as_array().push_back(std::move(value));
  return *this;
}

bool operator==(const Json& a, const Json& b) {
  if (!a.is_object() || !b.is_object()) return a.value_ == b.value_;
  if (a.size() != b.size()) return false;
  return std::all_of(a.as_object().begin(), a.as_object().end(), [&](const JsonMember& member) {
    const Json* other = b.find(member.key);
    return other != nullptr && *other == member.value;
  });
}

}  // namespace postern
