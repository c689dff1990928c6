// bcrypt, for hashes that other systems made. New passwords are hashed with Argon2id (pwhash.h).
//
// Niels Provos and David Mazières, "A Future-Adaptable Password Scheme", USENIX 1999. An own
// implementation, since neither OpenSSL nor libsodium has it; tests/unit/crypto checks it against
// published vectors and against libcrypt.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace postern::crypto {

inline constexpr std::size_t kBcryptSaltChars = 22;
inline constexpr std::size_t kBcryptTagChars = 31;
inline constexpr int kBcryptCostMin = 4;

// The 23 bytes of a hash; 2^cost rounds. `sign_bug` repeats the old crypt_blowfish's treatment of
// characters beyond ASCII, which hashes marked $2x$ need. The password ends at its 72nd byte.
// REQUIRES: salt.size() == 16, 4 <= cost <= 31.
std::string bcrypt(std::string_view password, std::string_view salt, int cost, bool sign_bug);

// bcrypt's own base64 ("./A-Za-z0-9"). The bits that a salt's last character has too many are
// ignored, as implementations do that draw them at random; those of a tag are zero.
std::optional<std::string> bcrypt_salt(std::string_view text);
std::optional<std::string> bcrypt_tag(std::string_view text);

}  // namespace postern::crypto
