// Borrowed bytes in and out: postern_str checked into a string_view, and back.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "postern/base.h"

namespace postern::capi {

// Bounds of what a caller hands in, checked before a byte of it is read.
inline constexpr std::size_t kNameBytesMax = 256;   // Operations, triggers, ids, regions.
inline constexpr std::size_t kUrlBytesMax = 4096;   // Storage and issuer URLs; PATH_MAX is as much.
inline constexpr std::size_t kTargetBytesMax = 16 << 10;
inline constexpr std::size_t kHeaderBytesMax = 64 << 10;  // Of one field; the face has its own sum.
inline constexpr std::size_t kMessageBytesMax = 8 << 10;

inline postern_str view_of(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// Bytes of at most `bytes_max`. `what` names the argument in the refusal.
Result<std::string_view> read_bytes(postern_str in, std::size_t bytes_max, std::string_view what);

// The same, and UTF-8 without NUL.
Result<std::string_view> read_text(postern_str in, std::size_t bytes_max, std::string_view what);

}  // namespace postern::capi
