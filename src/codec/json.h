// JSON as a value: what the API, tokens and triggers read and write.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace postern {

struct JsonLimits {
  std::size_t bytes_max = limits::kRequestBytesMax;
  int depth_max = limits::kJsonDepthMax;
  std::size_t members_max = limits::kJsonMembersMax;  // Members and elements of the whole document.
};

struct JsonMember;

// A JSON value. Objects keep the order in which members were added and hold each key once.
// A default-constructed value is null.
class Json {
 public:
  enum class Type : std::uint8_t { null, boolean, integer, real, string, array, object };
  using Array = std::vector<Json>;
  using Object = std::vector<JsonMember>;

  // Values convert, as in JSON itself.
  Json() noexcept;
  Json(std::nullptr_t) noexcept;         // NOLINT(google-explicit-constructor)
  Json(std::same_as<bool> auto value);   // NOLINT(google-explicit-constructor)
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Json(T value);                 // NOLINT(google-explicit-constructor)
  Json(double value);            // NOLINT(google-explicit-constructor)
  Json(std::string value);       // NOLINT(google-explicit-constructor)
  Json(std::string_view value);  // NOLINT(google-explicit-constructor)
  Json(const char* value);       // NOLINT(google-explicit-constructor)
  Json(Array value);             // NOLINT(google-explicit-constructor)
  Json(const Json&);
  Json(Json&&) noexcept;
  Json& operator=(const Json&);
  Json& operator=(Json&&) noexcept;
  ~Json();

  [[nodiscard]] static Json object();
  [[nodiscard]] static Json array();

  // Strict RFC 8259. Refused besides broken grammar: duplicate keys (also when spelt with escapes),
  // invalid UTF-8, lone surrogates, U+0000, numbers out of range of int64 (integer literals) or of
  // double, anything over `limits`. The error names the fault and its byte offset, never content.
  [[nodiscard]] static Result<Json> parse(std::string_view text, const JsonLimits& limits = {});

  // Compact text in valid UTF-8: bytes that are not become U+FFFD. A real that is not finite
  // becomes null. parse(dump()) is equal to *this unless that happened or a string holds U+0000.
  [[nodiscard]] std::string dump() const;
  void dump_to(std::string& out) const;

  [[nodiscard]] Type type() const { return static_cast<Type>(value_.index()); }
  [[nodiscard]] bool is_null() const { return type() == Type::null; }
  [[nodiscard]] bool is_bool() const { return type() == Type::boolean; }
  [[nodiscard]] bool is_int() const { return type() == Type::integer; }
  [[nodiscard]] bool is_real() const { return type() == Type::real; }
  [[nodiscard]] bool is_number() const { return is_int() || is_real(); }
  [[nodiscard]] bool is_string() const { return type() == Type::string; }
  [[nodiscard]] bool is_array() const { return type() == Type::array; }
  [[nodiscard]] bool is_object() const { return type() == Type::object; }

  // REQUIRES: the value has that type. as_double() takes both kinds of number.
  [[nodiscard]] bool as_bool() const { return std::get<bool>(value_); }
  [[nodiscard]] std::int64_t as_int() const { return std::get<std::int64_t>(value_); }
  [[nodiscard]] double as_double() const;
  [[nodiscard]] const std::string& as_string() const { return std::get<std::string>(value_); }
  [[nodiscard]] std::string& as_string() { return std::get<std::string>(value_); }
  [[nodiscard]] const Array& as_array() const;
  [[nodiscard]] Array& as_array();
  [[nodiscard]] const Object& as_object() const;
  [[nodiscard]] Object& as_object();

  // Members or elements; 0 for everything else.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }

  // The member of that name, or nullptr; also nullptr if this is not an object.
  // Valid until the object changes.
  [[nodiscard]] const Json* find(std::string_view key) const;
  [[nodiscard]] Json* find(std::string_view key);
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }

  // The member's value, or `fallback` if it is missing or of another type.
  [[nodiscard]] std::string_view get_string(std::string_view key,
                                            std::string_view fallback = {}) const;
  [[nodiscard]] std::int64_t get_int(std::string_view key, std::int64_t fallback = 0) const;
  [[nodiscard]] bool get_bool(std::string_view key, bool fallback = false) const;

  // Inserts null if the key is missing; null itself becomes an object first.
  // REQUIRES: object or null.
  Json& operator[](std::string_view key);
  // Inserts or replaces; an existing key keeps its place. Returns *this, so that calls chain.
  Json& set(std::string_view key, Json value);
  // True if the member existed.
  bool erase(std::string_view key);
  // Null becomes an array first. REQUIRES: array or null.
  Json& push_back(Json value);

  // Order of members does not count; 1 and 1.0 differ.
  friend bool operator==(const Json& a, const Json& b);

 private:
  friend class JsonParser;
  // The order of the alternatives is the order of Type.
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

struct JsonMember {
  std::string key;
  Json value;

  friend bool operator==(const JsonMember& a, const JsonMember& b) = default;
};

// Defined here because JsonMember is complete only here.
inline Json::Json() noexcept = default;
inline Json::Json(std::nullptr_t) noexcept {}
inline Json::Json(std::same_as<bool> auto value) : value_(value) {}
template <std::integral T>
  requires(!std::same_as<T, bool>)
inline Json::Json(T value) : value_(static_cast<std::int64_t>(value)) {}
inline Json::Json(double value) : value_(value) {}
inline Json::Json(std::string value) : value_(std::move(value)) {}
inline Json::Json(std::string_view value) : value_(std::string(value)) {}
inline Json::Json(const char* value) : value_(std::string(value)) {}
inline const Json::Array& Json::as_array() const { return std::get<Array>(value_); }
inline Json::Array& Json::as_array() { return std::get<Array>(value_); }
inline const Json::Object& Json::as_object() const { return std::get<Object>(value_); }
inline Json::Object& Json::as_object() { return std::get<Object>(value_); }

}  // namespace postern
