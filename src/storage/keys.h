// Tuples as keys: the order of the encoded bytes is the order of the components.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::storage {

// Builds one key. Components are unambiguous: no text can run into the next component, so a key
// that ends after a whole component is a prefix of exactly the keys that continue that tuple.
//
//   KeyBuilder('U').text(pool_id).text(username).take()           one row
//   KeyBuilder('U').text(pool_id).take()                          prefix of all of a pool's rows
//   KeyBuilder('U').text(pool_id).text_prefix("ali").take()       prefix of alice and alistair
class KeyBuilder {
 public:
  // `table` keeps the rows of different kinds apart; below 0xFF, so that prefix_end() exists.
  explicit KeyBuilder(char table) : key_(1, table) {}

  // A whole component: 0x00 becomes 0x00 0xFF, and 0x00 0x01 ends it.
  KeyBuilder& text(std::string_view component);

  // The beginning of a text component, for scans by prefix. Nothing may follow it.
  KeyBuilder& text_prefix(std::string_view beginning);

  // Big endian, so that the order is numeric.
  KeyBuilder& u64(std::uint64_t number);

  // Bytes as they are: of one fixed size in this place, or the last component.
  KeyBuilder& raw(std::string_view bytes);

  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] std::string take() { return std::move(key_); }

 private:
  void escape(std::string_view bytes);

  std::string key_;
};

// The first key behind all keys that begin with `prefix`, so [prefix, prefix_end(prefix)) is
// exactly those. Empty, which scan() takes as "behind every key", when `prefix` is empty or all
// 0xFF.
std::string prefix_end(std::string_view prefix);

// Takes a key apart again, in the order it was built. What does not fit is Errc::corrupt. Borrows
// the key.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : rest_(key) {}

  Status table(char expected);
  Result<std::string> text();
  Result<std::uint64_t> u64();
  Result<std::string_view> raw(std::size_t size);
  [[nodiscard]] std::string_view rest() const { return rest_; }

  // Succeeds when nothing is left.
  [[nodiscard]] Status end() const;

 private:
  std::string_view rest_;
};

}  // namespace postern::storage
