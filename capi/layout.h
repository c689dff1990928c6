// Pins the layout of every public struct: a change that breaks a compiled caller does not compile.
#pragma once

#include <cstddef>

#include "postern/postern.h"

namespace postern::capi {

static_assert(sizeof(postern_str) == 16 && offsetof(postern_str, len) == 8);
static_assert(sizeof(postern_write) == 40 && offsetof(postern_write, erase) == 32);
static_assert(sizeof(postern_key_range) == 32 && offsetof(postern_key_range, end) == 16);
static_assert(sizeof(postern_http_header) == 32 && offsetof(postern_http_header, value) == 16);

// The size each struct had in the first ABI that knew it: the least a caller can pass. These
// numbers stay when a struct grows; the assertions hold the place of its last member of then.
inline constexpr std::size_t kOptionsFirstSize = 160;
inline constexpr std::size_t kVerifyOptionsFirstSize = 56;
inline constexpr std::size_t kHttpRequestFirstSize = 88;
inline constexpr std::size_t kStorageFirstSize = 56;

static_assert(sizeof(postern_options) >= kOptionsFirstSize &&
              offsetof(postern_options, password_passes) == kOptionsFirstSize - 4);
static_assert(sizeof(postern_verify_options) >= kVerifyOptionsFirstSize &&
              offsetof(postern_verify_options, token_use) == kVerifyOptionsFirstSize - 16);
static_assert(sizeof(postern_storage) >= kStorageFirstSize &&
              offsetof(postern_storage, rollback) == kStorageFirstSize - 8);
static_assert(sizeof(postern_http_request) >= kHttpRequestFirstSize &&
              offsetof(postern_http_request, remote_address) == kHttpRequestFirstSize - 16);

}  // namespace postern::capi
