// Structs that a caller passes in: sized, growing at the end, from an older or newer header.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/result.h"
#include "capi/guard.h"

namespace postern::capi {

// No struct of this interface will ever be near this size; a larger struct_size is garbage, and
// reading that far to look for zeros would leave the caller's memory.
inline constexpr std::size_t kStructBytesMax = 4096;

// Copies a caller's struct into this library's layout. Members that an older header lacks are zero,
// which means the default; the extra bytes of a newer one must be zero, or the caller asked for
// something this library lacks. `first_size` is the size of the struct when it was introduced.
template <class Struct>
Result<Struct> read_struct(const Struct* in, std::size_t first_size) {
  const std::size_t size = in->struct_size;
  if (size < first_size || size > kStructBytesMax) {
    return invalid_argument("struct_size is not the size of the struct");
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(in);
  for (std::size_t i = sizeof(Struct); i < size; ++i) {
    if (bytes[i] != 0) return invalid_argument("The struct is newer than the library");
  }
  Struct out{};
  std::memcpy(&out, in, std::min(size, sizeof(Struct)));
  return out;
}

// Refuses bits that this library does not know.
inline Status check_flags(std::uint32_t flags, std::uint32_t known) {
  if ((flags & ~known) != 0) return invalid_argument("Unknown flags");
  return ok();
}

}  // namespace postern::capi
