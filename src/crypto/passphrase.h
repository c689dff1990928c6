// A key out of a passphrase, for files that leave the engine.
#pragma once

#include <string_view>

#include "base/secret.h"

namespace postern::crypto {

inline constexpr std::size_t kPassphraseSaltBytes = 16;

// 32 bytes by Argon2id with 64 MiB and three passes (RFC 9106's second choice): guessing offline is
// the attack, so it costs ten times a sign-in. REQUIRES: salt.size() == kPassphraseSaltBytes.
Secret passphrase_key(std::string_view passphrase, std::string_view salt);

}  // namespace postern::crypto
