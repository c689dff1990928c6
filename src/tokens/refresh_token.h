// Refresh tokens: sealed texts that name a session and prove the right to it.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/seal.h"

namespace postern::tokens {

// What a refresh token names.
struct SessionName {
  std::string pool_id;
  std::string client_id;
  std::string sub;
  std::string session_id;
};

struct MintedRefreshToken {
  std::string text;         // For the user; [A-Za-z0-9_-]+.
  std::string secret_hash;  // For the session row: SHA-256 of a secret only the text holds.
};

struct OpenedRefreshToken {
  SessionName session;
  std::string secret_hash;
  Secret successor_secret;  // Of the token that rotation replaces this one with.
};

// Seals and opens them. Only the hash of the secret inside is stored, so neither a stolen store nor
// a stolen root key alone yields a usable token. Safe for concurrent use.
class RefreshTokens {
 public:
  // REQUIRES: key.size() == crypto::kSealKeyBytes.
  explicit RefreshTokens(Secret key) : sealer_(std::move(key)) {}

  [[nodiscard]] MintedRefreshToken mint(const SessionName& session, Random& random) const;

  // The token that replaces this one. Its secret follows from this one's: repeating a rotation
  // gives the same successor, with the same hash, to whoever holds this token and to nobody else.
  [[nodiscard]] MintedRefreshToken mint_successor(const OpenedRefreshToken& token,
                                                  Random& random) const;

  // NotAuthorizedException "Invalid Refresh Token" for any other text (J34), without storage
  // access.
  [[nodiscard]] Result<OpenedRefreshToken> open(std::string_view text) const;

 private:
  [[nodiscard]] MintedRefreshToken seal(const SessionName& session, std::string_view secret,
                                        Random& random) const;

  crypto::Sealer sealer_;
};

}  // namespace postern::tokens
