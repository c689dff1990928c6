// JSON, as much of it as the server itself reads: one object, seldom of more than plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::server {

// The members of an object whose values are strings, numbers, true, false or null, each as the text
// it is written in: `"a\n"` stays `"a\n"` with its quotes, ready to be written again. Views borrow.
class FlatJson {
 public:
  enum class Nested { refused, kept };

  // Empty for anything else, repeated names included. Nested values, where they are kept, are not
  // looked into: their brackets match, and that is all.
  static std::optional<FlatJson> parse(std::string_view text, Nested nested = Nested::refused);

  // The value's text, or "null".
  [[nodiscard]] std::string_view raw(std::string_view name) const;
  // What a string means, in UTF-8; empty for other values and for escapes that stand for nothing.
  [[nodiscard]] std::string text(std::string_view name) const;
  // A whole number that is not negative, without fraction or exponent.
  [[nodiscard]] std::optional<std::int64_t> natural(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> members_;
};

// A string as JSON writes it, quotes included.
std::string json_string(std::string_view text);

}  // namespace postern::server
