// Signing in through identity providers that a pool trusts: out to them, and back.
#pragma once

#include <optional>
#include <string_view>

#include "http/http.h"
#include "oauth/authorization_request.h"
#include "oauth/login_request.h"

namespace postern::federation {

// Sends the browser to the provider that `request.identity_provider` names. What it asked for comes
// back with it, sealed, for one use, within minutes, in this browser (O14, F12).
http::Response begin(const oauth::LoginRequest& login, const oauth::AuthorizationRequest& request);

// GET or POST /oauth2/idpresponse: the browser is back from an OpenID Connect or social provider.
http::Response come_back(const oauth::LoginRequest& login);

// POST /saml2/idpresponse: the browser is back from a SAML provider, or comes from one that began
// by itself.
http::Response come_back_by_saml(const oauth::LoginRequest& login);

// Sends the browser to sign out at the provider its session came from, where that is configured so;
// it comes back and goes on to `next`. Nothing where there is nowhere to sign out at.
Result<std::optional<http::Response>> begin_sign_out(const oauth::LoginRequest& login,
                                                     std::string_view next);

// POST /saml2/logout: the provider has signed the browser out.
http::Response come_back_signed_out(const oauth::LoginRequest& login);

}  // namespace postern::federation
