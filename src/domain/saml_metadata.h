// What a SAML identity provider says of itself, as far as its configuration needs it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace postern::domain {

struct SamlMetadata {
  std::string entity_id;
  std::string sso_redirect_url;  // Empty when the provider has no such binding.
  std::string sso_post_url;
  std::string slo_redirect_url;
  std::string slo_post_url;
  std::vector<std::string> signing_certificates;  // DER.
};

// Reads an EntityDescriptor with one IDPSSODescriptor (SAML 2.0 metadata sections 2.3 and 2.4).
// InvalidParameterException says what is missing. Signatures on the document are not looked at: who
// writes it into the pool's configuration vouches for it.
Result<SamlMetadata> parse_saml_metadata(std::string_view xml);

}  // namespace postern::domain
