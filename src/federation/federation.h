// Signing in through identity providers that a pool trusts: out to them, and back.
#pragma once

#include "http/http.h"
#include "oauth/authorization_request.h"
#include "oauth/login_request.h"

namespace postern::federation {

// Sends the browser to the provider that `request.identity_provider` names. What it asked for comes
// back with it, sealed, for one use, within minutes, in this browser (O14, F12).
http::Response begin(const oauth::LoginRequest& login, const oauth::AuthorizationRequest& request);

// GET or POST /oauth2/idpresponse: the browser is back from an OpenID Connect or social provider.
http::Response come_back(const oauth::LoginRequest& login);

}  // namespace postern::federation
