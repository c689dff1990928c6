// Bytes in tests: written as hex, drawn the same in every run, or scripted.
#pragma once

#include <initializer_list>
#include <mutex>
#include <random>
#include <string>
#include <string_view>

#include "base/random.h"

namespace postern::crypto::test {

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16)));
  }
  return bytes;
}

inline std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

// Several pieces as one; an embedded NUL needs from_hex("00").
inline std::string join(std::initializer_list<std::string_view> pieces) {
  std::string all;
  for (const std::string_view piece : pieces) all.append(piece);
  return all;
}

// Hands out `script` first, then bytes that are the same in every run.
class ReplayedRandom : public Random {
 public:
  explicit ReplayedRandom(std::string script = "") : script_(std::move(script)) {}

  void fill(void* out, std::size_t size) override {
    const std::lock_guard lock(mutex_);
    auto* bytes = static_cast<char*>(out);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = next();
  }

 private:
  char next() {
    return at_ < script_.size() ? script_[at_++] : static_cast<char>(engine_() >> 56);
  }

  std::mutex mutex_;
  std::string script_;
  std::size_t at_ = 0;
  std::mt19937_64 engine_{20260203};
};

}  // namespace postern::crypto::test
