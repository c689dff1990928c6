// Out to a SAML identity provider.
#pragma once

#include "domain/identity_provider.h"
#include "http/http.h"
#include "oauth/authorization_request.h"

namespace postern::federation {

// Sends the browser there with an AuthnRequest, signed where the provider is configured so. The
// flow stays in the browser; what goes along is its id.
Result<http::Response> send_to_saml(const oauth::LoginRequest& login,
                                    const oauth::AuthorizationRequest& request,
                                    const domain::IdentityProvider& provider);

// The id of the request of a flow: an xs:ID, which begins with no digit.
std::string request_id_of(std::string_view flow_id);

}  // namespace postern::federation
