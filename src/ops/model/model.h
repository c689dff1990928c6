// The service model as tables: every operation, who may call it, and the constraints of its input.
// The tables are generated at build time from cognito.json, whose head names the public sources.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace postern::ops::model {

// What a request must carry to be served. The dispatcher enforces it before the handler runs.
enum class AuthKind : std::uint8_t {
  unauthenticated,
  access_token,
  access_token_or_session,
  session,
  refresh_token,
  feedback_token,
  client_secret,
  sigv4,  // AWS credentials: an administrator.
};

enum class Type : std::uint8_t {
  string,
  integer,       // 32 bits.
  long_integer,  // 64 bits.
  boolean,
  timestamp,  // Seconds since 1970, whole or not.
  blob,       // Base64 text.
  structure,
  list,
  map,
  document,  // Any JSON.
};

struct Shape;

struct Member {
  std::string_view name;
  const Shape* shape;
  bool required;
};

// One type of the model with its constraints. `min` and `max` bound the value of a number, the code
// points of a string, the bytes of a blob, the count of a list or map.
struct Shape {
  static constexpr std::int64_t kNoMin = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t kNoMax = std::numeric_limits<std::int64_t>::max();
  static constexpr std::uint16_t kNoPattern = std::numeric_limits<std::uint16_t>::max();

  std::string_view name;
  Type type;
  bool sensitive;        // Neither it nor anything inside it appears in a message.
  bool holds_sensitive;  // Something inside it is sensitive: it does not appear as a whole.
  std::int64_t min;
  std::int64_t max;
  std::uint16_t pattern;  // Index for pattern_text() and matches_pattern().
  std::span<const std::string_view> values;  // Of an enumeration; empty for everything else.
  std::span<const Member> members;           // Of a structure, in the order of the model.
  const Shape* key;                          // Of a map.
  const Shape* element;                      // Of a list; of a map, its values.
};

struct OperationModel {
  std::string_view service;  // "cognito-idp" or "cognito-identity".
  std::string_view name;
  AuthKind auth;
  const Shape* input;  // A structure.
  bool has_output;     // False: the response body is empty, not "{}".
};

// Sorted by service, then name.
[[nodiscard]] std::span<const OperationModel> operations();

// nullptr if the service has no such operation.
[[nodiscard]] const OperationModel* find_operation(std::string_view service,
                                                   std::string_view name);

// The pattern as the service's messages quote it.
[[nodiscard]] std::string_view pattern_text(std::uint16_t pattern);
[[nodiscard]] bool matches_pattern(std::uint16_t pattern, std::string_view text);

}  // namespace postern::ops::model
