// The hashes of SHA-2 by name, for formats that let their writer choose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::crypto {

enum class Hash : std::uint8_t { sha256, sha384, sha512 };

// 32, 48 or 64 raw bytes.
std::string digest(Hash hash, std::string_view message);

}  // namespace postern::crypto
