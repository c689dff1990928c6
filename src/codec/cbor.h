// CBOR as authenticators write it: the canonical form of CTAP2, and nothing else.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace postern::codec {

inline constexpr std::size_t kCborBytesMax = 64 << 10;
// CTAP2 nests four deep at most; attestation statements of other origin a little more.
inline constexpr int kCborDepthMax = 8;

// A value. Byte and text strings borrow from the parsed bytes.
class Cbor {
 public:
  struct Bytes {
    std::string_view value;
  };
  struct Text {
    std::string_view value;
  };
  using Array = std::vector<Cbor>;
  using Map = std::vector<std::pair<Cbor, Cbor>>;  // Keys are integers or text, ascending.

  // The one item that fills `bytes`. Refused (InvalidParameterException):
  // everything the canonical form rules out (CTAP 2.1, section 8) - indefinite lengths, integers
  // and lengths longer than need be, keys out of order or twice, tags, floats, undefined - and
  // trailing bytes, invalid UTF-8, integers beyond int64, more than the limits above (W15).
  static Result<Cbor> parse(std::string_view bytes);

  // The item at the start of `bytes`; takes it off them.
  static Result<Cbor> parse_front(std::string_view& bytes);

  [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  [[nodiscard]] const Bytes* bytes() const { return std::get_if<Bytes>(&value_); }
  [[nodiscard]] const Text* text() const { return std::get_if<Text>(&value_); }
  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&value_); }
  [[nodiscard]] const Map* map() const { return std::get_if<Map>(&value_); }

  // The value under a key, or nullptr; also nullptr where this is no map.
  [[nodiscard]] const Cbor* find(std::string_view key) const;
  [[nodiscard]] const Cbor* find(std::int64_t key) const;

 private:
  friend class CborParser;
  // Null, and those that only have to be well-formed: true and false.
  std::variant<std::monostate, bool, std::int64_t, Bytes, Text, Array, Map> value_;
};

}  // namespace postern::codec
