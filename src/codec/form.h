// application/x-www-form-urlencoded: bodies and query strings of the OAuth endpoints.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace postern::codec {

// Parameters in the order they were sent, each name once.
class Form {
 public:
  using Field = std::pair<std::string, std::string>;

  // Refuses a name sent twice (RFC 6749 section 3.1: "parameters MUST NOT be included more than
  // once"), broken percent-escapes, bytes that must be escaped, NUL, and text that is not UTF-8.
  [[nodiscard]] static Result<Form> parse(std::string_view text);

  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] std::string_view get(std::string_view name, std::string_view fallback = {}) const;
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

  // REQUIRES: `name` has not been added.
  Form& add(std::string_view name, std::string_view value);
  // parse(encode()) has the same fields.
  [[nodiscard]] std::string encode() const;

  friend bool operator==(const Form&, const Form&) = default;

 private:
  std::vector<Field> fields_;
};

// Escapes everything but the unreserved characters of RFC 3986 section 2.3.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace postern::codec
