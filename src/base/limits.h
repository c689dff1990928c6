// Every limit of the system in one place, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace postern::limits {

// Untrusted input. The largest request of the API brings the images of a managed login style, which
// Cognito bounds at two megabytes.
inline constexpr std::size_t kRequestBytesMax = 2 << 20;
inline constexpr int kJsonDepthMax = 32;
inline constexpr std::size_t kJsonMembersMax = 10'000;  // In one whole document.
inline constexpr std::size_t kTokenBytesMax = 16 << 10;
inline constexpr int kTokenJsonMembersMax = 6'000;      // 5,000 customised claims and scopes.

// Storage. Keys hold at most a pool id, an attribute of 2,048 bytes (escaped) and a sub.
inline constexpr std::size_t kKeyBytesMax = 8 << 10;
inline constexpr std::size_t kValueBytesMax = 4 << 20;
inline constexpr int kConflictRetriesMax = 16;

// A host callback may call the engine again; deeper nesting is a loop.
inline constexpr int kCallDepthMax = 4;

// A trigger's answer, larger than any legitimate list of claims.
inline constexpr std::size_t kTriggerResponseBytesMax = 1 << 20;

// Passwords: Cognito's own bound. It also bounds the work of one hash.
inline constexpr std::size_t kPasswordBytesMax = 256;

}  // namespace postern::limits
