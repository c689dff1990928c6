// Messages to a SAML identity provider: asking it to sign somebody in, and out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/rsa.h"
#include "saml/response.h"

namespace postern::saml {

// What every message says. Borrows.
struct Header {
  std::string_view id;
  std::string_view issuer;       // The pool.
  std::string_view destination;  // The provider's address.
  std::int64_t now_us = 0;
};

// SAML core, section 3.4.1. `force`: the provider is to ask its user again. The response is to come
// to `acs` by the POST binding, with a NameID of the kind the provider gives to the pool.
std::string authn_request(const Header& header, std::string_view acs, bool force);

// SAML core, section 3.7.1: of the session that the assertion began. `session_index` may be empty.
std::string logout_request(const Header& header, const NameId& subject,
                           std::string_view session_index);

// The same message with a signature of the key in it (SAML core, section 5.4), as the POST binding
// has it. REQUIRES: `message` is one that the functions above wrote.
Result<std::string> with_signature(std::string_view message, const crypto::RsaPrivateKey& key);

}  // namespace postern::saml
