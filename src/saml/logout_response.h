// The LogoutResponse of a SAML identity provider.
#pragma once

#include <string_view>

#include "base/result.h"
#include "saml/signature.h"

namespace postern::saml {

struct ExpectedLogout {
  std::string_view issuer;
  std::string_view destination;
  std::string_view in_response;
};

// That the provider has answered this very request, in a message that it signed (X41). Whether all
// of its own sessions have ended is its business.
Status check_logout_response(std::string_view xml, const TrustedKeys& keys,
                             const ExpectedLogout& expected);

}  // namespace postern::saml
