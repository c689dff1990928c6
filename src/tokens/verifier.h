// Says whether a text is a token of this engine that still counts, and why not.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/store.h"
#include "tokens/key_ring.h"
#include "tokens/verified_cache.h"
#include "tokens/verified_token.h"

namespace postern::tokens {

// The largest difference of clocks a caller may allow.
inline constexpr std::int64_t kLeewayMaxS = 60;

enum class Refusal : std::uint8_t {
  none,
  malformed,      // No token of ours: its shape, its header or its claims.
  bad_signature,  // Not signed by the key that the pool it names has for it.
  expired,
  revoked,    // Its session ended, its user is disabled, or its client is gone.
  user_gone,  // Its user was deleted.
};

struct Verdict {
  VerifiedTokenPtr token;  // Null unless `refusal` is none.
  Refusal refusal = Refusal::none;
};

// The one place that turns a refusal into what an operation with an access token answers.
// REQUIRES: not none.
Error access_token_error(Refusal refusal);

// Safe for concurrent use.
class Verifier {
 public:
  // Tokens of pool P carry the issuer `issuer_base` + "/" + P, or the updated one (issuer.h).
  // `store` and `keys` are borrowed.
  Verifier(domain::Store& store, KeyRing& keys, std::string_view issuer_base);

  // Refusals are verdicts; an Error means that the store failed. `leeway_s` counts at `exp` only.
  // REQUIRES: 0 <= leeway_s <= kLeewayMaxS.
  //
  // A token of a user, client and pool without revocations since it was issued costs no storage
  // access; one seen before, unchanged, costs no RSA operation either. Refusals are never
  // remembered. In a store shared with other engines every token is looked up: what they revoked
  // counts at once.
  Result<Verdict> verify(std::string_view token, std::int64_t leeway_s = 0);

 private:
  Result<Verdict> verify_cold(std::string_view text, std::int64_t leeway_s);
  // What the store says of a token.
  struct Standing {
    Refusal refusal = Refusal::none;
    int signing_keys = 0;  // Version of its pool's.
  };
  Result<Standing> check_revocation(const VerifiedToken& token,
                                    const domain::Revocations::View& view,
                                    const PoolSigningKeys& keys);
  Result<Standing> look_up(const VerifiedToken& token);
  [[nodiscard]] bool is_current(const VerifiedCache::Entry& entry) const;
  [[nodiscard]] bool expired(const VerifiedToken& token, std::int64_t leeway_s) const;

  domain::Store& store_;
  KeyRing& keys_;
  const std::array<std::string, 2> issuer_prefixes_;
  VerifiedCache cache_;
};

}  // namespace postern::tokens
