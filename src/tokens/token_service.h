// Tokens as the rest of the engine uses them: mint, refresh, verify, publish keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "domain/store.h"
#include "tokens/grant.h"
#include "tokens/key_ring.h"
#include "tokens/refresh_token.h"
#include "tokens/verifier.h"

namespace postern::tokens {

struct IssuedTokens {
  std::string id_token;  // Empty where the session's scopes do not ask who the user is.
  std::string access_token;
  std::int64_t expires_in_s = 0;  // Of the access token.
};

// What a token must be beyond genuine and current. Empty members do not restrict.
struct Expectation {
  std::string_view pool_id;
  std::string_view client_id;
  std::string_view token_use;  // "id" or "access".
  std::int64_t leeway_s = 0;   // At most kLeewayMaxS.
};

// Safe for concurrent use.
class TokenService {
 public:
  // `refresh_key` seals refresh tokens: crypto::kSealKeyBytes bytes.
  TokenService(domain::Store& store, std::string issuer_base, Secret refresh_key);

  // The time for Grant::issued_us. REQUIRES: called before the transaction that reads or makes the
  // session. A revocation between the two is then never older than the tokens it must stop.
  [[nodiscard]] std::int64_t issue_time_us();

  // Signs an access token, and an ID token where one is due. The first pair of a pool waits for its
  // keys to be made. Rejects with LimitExceededException when the claims do not fit into
  // limits::kTokenBytesMax.
  [[nodiscard]] Result<IssuedTokens> mint(const Grant& grant);

  // Signs an access token of a client for itself; the same refusal.
  [[nodiscard]] Result<std::string> mint_for_client(const ClientGrant& grant);

  [[nodiscard]] MintedRefreshToken mint_refresh_token(const SessionName& session);
  [[nodiscard]] MintedRefreshToken mint_successor(const OpenedRefreshToken& token);
  [[nodiscard]] Result<OpenedRefreshToken> open_refresh_token(std::string_view text) const {
    return refresh_tokens_.open(text);
  }

  // An access token, for operations that take one, in their error texts.
  [[nodiscard]] Result<VerifiedTokenPtr> verify_access(std::string_view token);

  // A token of either kind, for a host that verifies: NotAuthorizedException "Token has expired",
  // "Token has been revoked" or "Invalid token".
  [[nodiscard]] Result<VerifiedTokenPtr> verify(std::string_view token,
                                                const Expectation& expectation = {});

  // Of a pool by its IssuerConfiguration.
  [[nodiscard]] std::string issuer(const domain::Pool& pool) const;

  // The engine's own address, with what follows it.
  [[nodiscard]] std::string issuer(std::string_view below) const;

  // ResourceNotFoundException for an unknown pool. The first call of a pool makes its keys.
  [[nodiscard]] Result<Json> jwks(std::string_view pool_id);
  [[nodiscard]] Result<PoolSigningKeysPtr> signing_keys(std::string_view pool_id);
  // As of key_rotation.h.
  Status rotate_signing_keys(std::string_view pool_id, bool at_once);
  [[nodiscard]] Result<Json> openid_configuration(std::string_view pool_id);

 private:
  domain::Store& store_;
  const std::string issuer_base_;
  const std::string updated_issuer_base_;
  KeyRing keys_;
  Verifier verifier_;
  const RefreshTokens refresh_tokens_;
};

}  // namespace postern::tokens
