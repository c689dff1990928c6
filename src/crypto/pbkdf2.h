// PBKDF2 with HMAC-SHA-256 (RFC 8018), for hashes that other systems made.
#pragma once

#include <string>
#include <string_view>

namespace postern::crypto {

// REQUIRES: iterations >= 1, size >= 1.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations,
                          std::size_t size);

}  // namespace postern::crypto
