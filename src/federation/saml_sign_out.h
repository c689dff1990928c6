// Signing out at the SAML identity provider that a browser's session came from.
#pragma once

#include <optional>
#include <string_view>

#include "federation/saml_identity.h"
#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::federation {

// After a sign-in at a provider that is to be signed out at (IDPSignout): what a LogoutRequest must
// name stays in the browser, sealed, for as long as its session and of use with that alone. The
// store keeps nothing of it.
void remember_partner(const oauth::LoginRequest& login, const domain::Client& client,
                      const SamlIdentity& said, std::string_view browser_session,
                      http::Response& response);

}  // namespace postern::federation
