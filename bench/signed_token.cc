// Taking tokens apart, and finding their keys as any client would: in the JWKS.
#include "bench/signed_token.h"

#include <cstdlib>

#include "codec/base64.h"

namespace bench {

using postern::Json;
using postern::codec::base64url_decode;

SignedToken::SignedToken(std::string_view token) {
  const std::size_t end = token.rfind('.');
  message = token.substr(0, end);
  signature = base64url_decode(token.substr(end + 1)).value();
  const std::string header = base64url_decode(token.substr(0, token.find('.'))).value();
  kid = Json::parse(header).value().get_string("kid");
}

RawVerifier verifier_of(World& world, const SignedToken& token) {
  const std::string target = "/" + world.pool_id() + "/.well-known/jwks.json";
  const Json document = Json::parse(world.host().http_get(target)).value();
  for (const Json& key : document.find("keys")->as_array()) {
    if (key.get_string("kid") != token.kid) continue;
    return RawVerifier(base64url_decode(key.get_string("n")).value(),
                       base64url_decode(key.get_string("e")).value());
  }
  std::abort();
}

}  // namespace bench
