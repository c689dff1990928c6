// What the operations on identity providers have in common.
#pragma once

#include "domain/identity_provider.h"
#include "ops/op.h"

namespace postern::ops {

// IdentityProviderType, without what is never shown: the private key of a provider.
Json render_provider(std::string_view pool_id, const domain::IdentityProvider& provider);

// What a request to create or update carries. Borrows the request and the certificate.
domain::ProviderSettings provider_settings(const Json& request,
                                           std::string_view encryption_certificate);

// Base64 of the certificate SAML providers encrypt for; empty for other types. The first call of a
// pool makes its key.
Result<std::string> encryption_certificate(Context& context, std::string_view pool_id,
                                           std::string_view provider_type);

}  // namespace postern::ops
