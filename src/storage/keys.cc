// The tuple encoding. It is on disk: it never changes.
#include "storage/keys.h"

namespace postern::storage {
namespace {

constexpr char kEscape = '\x00';
constexpr char kEscapedZero = '\xFF';
// Below kEscapedZero, so that "a" sorts before "a\0".
constexpr char kTerminator = '\x01';

Error corrupt_key() {
  return {Errc::corrupt, "InternalErrorException", "A storage key is malformed."};
}

}  // namespace

KeyBuilder& KeyBuilder::text(std::string_view component) {
  escape(component);
  key_ += kEscape;
  key_ += kTerminator;
  return *this;
}

KeyBuilder& KeyBuilder::text_prefix(std::string_view beginning) {
  escape(beginning);
  return *this;
}

KeyBuilder& KeyBuilder::u64(std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) key_ += static_cast<char>(number >> shift);
  return *this;
}

KeyBuilder& KeyBuilder::raw(std::string_view bytes) {
  key_ += bytes;
  return *this;
}

void KeyBuilder::escape(std::string_view bytes) {
  for (const char byte : bytes) {
    key_ += byte;
    if (byte == kEscape) key_ += kEscapedZero;
  }
}

std::string prefix_end(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xFF') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

Status KeyReader::table(char expected) {
  if (rest_.empty() || rest_.front() != expected) return corrupt_key();
  rest_.remove_prefix(1);
  return ok();
}

Result<std::string> KeyReader::text() {
  std::string component;
  for (std::size_t at = 0; at < rest_.size(); ++at) {
    if (rest_[at] != kEscape) {
      component += rest_[at];
      continue;
    }
    if (++at == rest_.size()) break;
    if (rest_[at] == kTerminator) {
      rest_.remove_prefix(at + 1);
      return component;
    }
    if (rest_[at] != kEscapedZero) break;
    component += kEscape;
  }
  return corrupt_key();
}

Result<std::uint64_t> KeyReader::u64() {
  POSTERN_TRY(const std::string_view bytes, raw(sizeof(std::uint64_t)));
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

Result<std::string_view> KeyReader::raw(std::size_t size) {
  if (rest_.size() < size) return corrupt_key();
  const std::string_view bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}

Status KeyReader::end() const {
  if (!rest_.empty()) return corrupt_key();
  return ok();
}

}  // namespace postern::storage
