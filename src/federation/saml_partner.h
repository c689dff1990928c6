// A SAML identity provider as its metadata has it, and what it calls the pool.
#pragma once

#include <string>

#include "crypto/rsa.h"
#include "domain/identity_provider.h"
#include "domain/saml_metadata.h"
#include "federation/upstream.h"
#include "oauth/login_request.h"
#include "saml/signature.h"

namespace postern::federation {

struct SamlPartner {
  domain::SamlMetadata metadata;
  saml::TrustedKeys keys;  // Of its signing certificates; those that nobody may trust are not here.
};

// Out of its MetadataFile, or of what its MetadataURL says, at most an hour old.
Result<SamlPartner> find_partner(const Upstream& upstream, const domain::IdentityProvider& provider,
                                 std::int64_t now_us);

// Asks its MetadataURL now, unless it was asked a minute ago: providers replace their keys. The
// same for one with a MetadataFile.
Result<SamlPartner> find_partner_anew(const Upstream& upstream,
                                      const domain::IdentityProvider& provider,
                                      std::int64_t now_us);

// The pool as its providers know it: "urn:amazon:cognito:sp:<pool id>".
std::string entity_id_of(const domain::Pool& pool);

// Where providers post their responses to.
std::string acs_address(const oauth::LoginRequest& login);
std::string slo_address(const oauth::LoginRequest& login);

bool has_flag(const domain::IdentityProvider& provider, std::string_view detail);

}  // namespace postern::federation
