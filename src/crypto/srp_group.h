// Arithmetic in the group of Cognito's SRP: RFC 3526 group 15 (3072 bits), generator 2.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"
#include "crypto/openssl.h"

namespace postern::crypto {

// Numbers and tables that never change. Results are in [0, N). Safe for concurrent use. Exponents,
// and bases except where said, may be secret: their value does not show in time or in the memory
// touched (S10).
class SrpGroup {
 public:
  static const SrpGroup& instance();

  // g^exponent; the exponent is big-endian bytes. 32 bytes take the table and a fifth of the time.
  [[nodiscard]] BigNumber power_of_g(std::string_view exponent) const;
  // base^exponent. REQUIRES: base < N.
  [[nodiscard]] BigNumber power(const BIGNUM* base, const BIGNUM* exponent) const;
  // a * b, where a may be what a client chose. REQUIRES: both < N.
  [[nodiscard]] BigNumber multiply(const BIGNUM* a, const BIGNUM* b) const;
  // k * a, with k = H(pad(N) || pad(g)). REQUIRES: a < N.
  [[nodiscard]] BigNumber multiply_by_k(const BIGNUM* a) const;
  // a + b. REQUIRES: both < N.
  [[nodiscard]] BigNumber add(const BIGNUM* a, const BIGNUM* b) const;
  // a mod N, for a public a of any size.
  [[nodiscard]] BigNumber reduce(const BIGNUM* a) const;
  [[nodiscard]] bool contains(const BIGNUM* a) const;  // 1 < a < N

 private:
  SrpGroup();
  struct Tables;
  const Tables& tables_;
};

// Cognito's pad(): minimal big-endian, with a 00 in front if the top bit is set. Zero is one 00.
Secret srp_pad(const BIGNUM* number);
BigNumber number_from_bytes(std::string_view big_endian);

}  // namespace postern::crypto
