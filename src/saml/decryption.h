// Assertions that a partner has encrypted to the pool's certificate.
#pragma once

#include <string>

#include "base/result.h"
#include "codec/xml.h"
#include "crypto/rsa.h"

namespace postern::saml {

// The text of what an EncryptedAssertion holds: AES-GCM under a key wrapped with RSA-OAEP, which
// nobody finds out anything about by sending changed ones (X25). Not CBC, and not PKCS #1 v1.5.
// Why it cannot be opened is not told.
Result<std::string> decrypt_assertion(const codec::XmlElement& encrypted,
                                      const crypto::RsaPrivateKey& key);

}  // namespace postern::saml
