// Public keys of an issuer, as JSON (RFC 7517), and what they verify.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "codec/json.h"
#include "crypto/ecdsa.h"
#include "crypto/rsa.h"

namespace postern::federation {

// Of keys that sign with RS256 or ES256; all others are passed over.
class JwkSet {
 public:
  // Refused: what is not an object with an array "keys". A key that is malformed, or for something
  // else than signing, is not in the set.
  static Result<JwkSet> read(const Json& document);

  [[nodiscard]] std::size_t size() const { return keys_.size(); }

  // Whether there is a key to verify with: one of that id, or, for a token that names none, the
  // only one of its algorithm.
  [[nodiscard]] bool has(std::string_view alg, std::string_view kid) const;

  // Whether that key made the signature. The algorithm is the key's own (RFC 8725, section 3.1): a
  // header can choose among the keys and nothing else.
  [[nodiscard]] bool verifies(std::string_view alg, std::string_view kid, std::string_view message,
                              std::string_view signature) const;

 private:
  using Key = std::variant<crypto::RsaPublicKey, crypto::EcdsaPublicKey>;
  struct Named {
    std::string kid;
    std::string_view alg;
    Key key;
  };
  [[nodiscard]] const Named* find(std::string_view alg, std::string_view kid) const;

  std::vector<Named> keys_;
};

}  // namespace postern::federation
