// What a verifier vouches for: a token's claims, decoded once and shared with the cache.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace postern::tokens {

enum class TokenUse : std::uint8_t { id, access };

inline std::string_view to_text(TokenUse use) { return use == TokenUse::id ? "id" : "access"; }

// Immutable once made.
struct VerifiedToken {
  std::string claims_json;  // The payload, byte for byte.
  TokenUse use = TokenUse::access;
  std::string pool_id;
  std::string client_id;
  std::string sub;
  std::string username;
  // The row that revocation takes away: `origin_jti`, or `event_id` in tokens without one.
  std::string session_id;
  std::string scope;  // Space-joined; empty in ID tokens.
  std::int64_t iat_s = 0;
  std::int64_t exp_s = 0;

  // A token of a client for itself: its subject is the client, it has no username and no session.
  [[nodiscard]] bool is_of_client() const { return username.empty(); }
};
using VerifiedTokenPtr = std::shared_ptr<const VerifiedToken>;

}  // namespace postern::tokens
