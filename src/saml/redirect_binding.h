// The HTTP-Redirect binding (SAML bindings, section 3.4): a message in the query of an address.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/form.h"
#include "crypto/rsa.h"

namespace postern::saml {

// SAMLRequest, RelayState and, with a key, SigAlg and Signature, in the order that the signature is
// over (section 3.4.4.1). REQUIRES: relay_state is at most 80 bytes (section 3.4.3).
Result<codec::Form> redirect_fields(std::string_view message, std::string_view relay_state,
                                    const crypto::RsaPrivateKey* key);

// RFC 1951: `bytes` as a stream of stored blocks.
std::string deflate_stored(std::string_view bytes);

}  // namespace postern::saml
