// The Response of a SAML identity provider: what must hold before anything in one is believed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/rsa.h"
#include "saml/signature.h"

namespace postern::saml {

// How far a provider's clock may be off ours (X29).
inline constexpr std::int64_t kSkewS = 60;

// What a response must be.
struct Expected {
  std::string_view issuer;       // The provider's entity id (X31).
  std::string_view audience;     // The pool's (X26).
  std::string_view acs;          // The address it was posted to (X27).
  std::string_view in_response;  // The request's id; empty where nobody asked (X28).
  std::int64_t now_us = 0;
  std::int64_t age_s_max = 0;  // Since it was issued; 0 for any.
  // With one the assertion must be encrypted to it, without one it must not be.
  const crypto::RsaPrivateKey* decryption_key = nullptr;
};

// A NameID as its provider knows it.
struct NameId {
  std::string value;
  std::string format;  // The rest may be empty.
  std::string name_qualifier;
  std::string sp_name_qualifier;
};

struct Attribute {
  std::string name;
  std::vector<std::string> values;  // In order, of every Attribute of the name.
};

struct Assertion {
  std::string id;
  std::int64_t expires_us = 0;  // From when on it is refused for its age.
  NameId subject;
  std::string session_index;  // May be empty.
  std::vector<Attribute> attributes;
};

// The assertion of a response that one of the keys has signed, or whose assertion it has (SAML
// profiles, section 4.1.4.3). Whatever the rest of the document says, this is read from below the
// element whose signature was verified (X01 to X08). Everything else is refused; the text says what
// is wrong, and nothing of what is in it.
Result<Assertion> read_response(std::string_view xml, const TrustedKeys& keys,
                                const Expected& expected);

}  // namespace postern::saml
