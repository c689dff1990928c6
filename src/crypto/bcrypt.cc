// bcrypt: Blowfish with a key schedule that costs what it is asked to.
#include "crypto/bcrypt.h"

#include <array>
#include <cstdint>

#include "base/secret.h"
#include "crypto/pi_fraction.h"

namespace postern::crypto {
namespace {

constexpr std::size_t kSubkeys = 18;
constexpr std::size_t kBoxWords = 4 * 256;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kTagBytes = 23;
constexpr std::string_view kPlaintext = "OrpheanBeholderScryDoubt";

using KeyWords = std::array<std::uint32_t, kSubkeys>;
using SaltWords = std::array<std::uint32_t, 4>;

struct Block {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
};

// Blowfish's state begins as the fraction of pi: the subkeys first, then the four boxes.
class Blowfish {
 public:
  Blowfish() {
    const auto pi = pi_fraction();
    std::copy_n(pi.begin(), kSubkeys, subkeys_.begin());
    std::copy_n(pi.begin() + kSubkeys, kBoxWords, boxes_.begin());
  }
  Blowfish(const Blowfish&) = delete;
  Blowfish& operator=(const Blowfish&) = delete;
  ~Blowfish() {
    wipe(subkeys_.data(), sizeof subkeys_);
    wipe(boxes_.data(), sizeof boxes_);
  }

  void encrypt(Block& block) const {
    std::uint32_t left = block.left ^ subkeys_[0];
    std::uint32_t right = block.right;
    for (std::size_t round = 1; round <= 16; round += 2) {
      right ^= mix(left) ^ subkeys_[round];
      left ^= mix(right) ^ subkeys_[round + 1];
    }
    block.left = right ^ subkeys_[17];
    block.right = left;
  }

  // ExpandKey of the paper; without a salt it is Blowfish's own key schedule.
  void expand(const KeyWords& key, const SaltWords& salt) {
    for (std::size_t i = 0; i < kSubkeys; ++i) subkeys_[i] ^= key[i];
    Block block;
    std::size_t step = 0;
    const auto next = [&](std::uint32_t* out) {
      block.left ^= salt[step % 4];
      block.right ^= salt[(step + 1) % 4];
      step += 2;
      encrypt(block);
      out[0] = block.left;
      out[1] = block.right;
    };
    for (std::size_t i = 0; i < kSubkeys; i += 2) next(&subkeys_[i]);
    for (std::size_t i = 0; i < kBoxWords; i += 2) next(&boxes_[i]);
  }

 private:
  [[nodiscard]] std::uint32_t mix(std::uint32_t x) const {
    const std::uint32_t sum = boxes_[x >> 24] + boxes_[256 + (x >> 16 & 0xff)];
    return (sum ^ boxes_[512 + (x >> 8 & 0xff)]) + boxes_[768 + (x & 0xff)];
  }

  std::array<std::uint32_t, kSubkeys> subkeys_;
  std::array<std::uint32_t, kBoxWords> boxes_;
};

// The password and its NUL, again and again, as far as 72 bytes go.
KeyWords key_words(std::string_view password, bool sign_bug) {
  KeyWords words{};
  std::size_t at = 0;
  for (std::uint32_t& word : words) {
    for (int i = 0; i < 4; ++i) {
      const char c = at < password.size() ? password[at] : '\0';
      at = at < password.size() ? at + 1 : 0;
      const auto byte = sign_bug ? static_cast<std::uint32_t>(static_cast<signed char>(c))
                                 : static_cast<unsigned char>(c);
      word = (word << 8) | byte;
    }
  }
  return words;
}

SaltWords salt_words(std::string_view salt) {
  SaltWords words{};
  for (std::size_t i = 0; i < kSaltBytes; ++i) {
    words[i / 4] = (words[i / 4] << 8) | static_cast<unsigned char>(salt[i]);
  }
  return words;
}

// The salt as a key: its four words over and over.
KeyWords repeated(const SaltWords& salt) {
  KeyWords words{};
  for (std::size_t i = 0; i < kSubkeys; ++i) words[i] = salt[i % 4];
  return words;
}

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    word = (word << 8) | static_cast<unsigned char>(bytes[at + i]);
  }
  return word;
}

void append_word(std::string& out, std::uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(word >> shift));
}

int digit(char c) {
  constexpr std::string_view kAlphabet =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const std::size_t at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// Six bits a character, the highest first; `left_over` are the bits that fill no byte.
std::optional<std::string> decode(std::string_view text, std::uint32_t& left_over) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = digit(c);
    if (value < 0) return {};
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count));
    bits &= (1u << count) - 1;
  }
  left_over = bits;
  return bytes;
}

}  // namespace

std::string bcrypt(std::string_view password, std::string_view salt, int cost, bool sign_bug) {
  KeyWords key = key_words(password, sign_bug);
  const SaltWords salted = salt_words(salt);
  const KeyWords salt_key = repeated(salted);
  Blowfish state;
  state.expand(key, salted);
  for (std::uint64_t round = std::uint64_t{1} << cost; round > 0; --round) {
    state.expand(key, {});
    state.expand(salt_key, {});
  }
  wipe(key.data(), sizeof key);
  std::string tag;
  for (std::size_t at = 0; at < kPlaintext.size(); at += 8) {
    Block block{word_at(kPlaintext, at), word_at(kPlaintext, at + 4)};
    for (int i = 0; i < 64; ++i) state.encrypt(block);
    append_word(tag, block.left);
    append_word(tag, block.right);
  }
  tag.resize(kTagBytes);  // The last byte was left out by the first implementation.
  return tag;
}

std::optional<std::string> bcrypt_salt(std::string_view text) {
  std::uint32_t ignored = 0;
  if (text.size() != kBcryptSaltChars) return {};
  return decode(text, ignored);
}

std::optional<std::string> bcrypt_tag(std::string_view text) {
  std::uint32_t left_over = 0;
  if (text.size() != kBcryptTagChars) return {};
  auto bytes = decode(text, left_over);
  if (left_over != 0) return {};
  return bytes;
}

}  // namespace postern::crypto
