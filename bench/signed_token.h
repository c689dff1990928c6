// A token taken apart for those who verify it without the engine.
#pragma once

#include <string>
#include <string_view>

#include "bench/raw_crypto.h"
#include "bench/world.h"

namespace bench {

struct SignedToken {
  explicit SignedToken(std::string_view token);
  std::string message;
  std::string signature;
  std::string kid;
};

// With the key of the pool's JWKS that signed this token.
RawVerifier verifier_of(World& world, const SignedToken& token);

}  // namespace bench
