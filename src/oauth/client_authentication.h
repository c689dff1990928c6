// Which client asks an endpoint, and the proof that it does (RFC 6749, section 2.3.1).
#pragma once

#include "codec/form.h"
#include "domain/client.h"
#include "oauth/login_request.h"

namespace postern::oauth {

// By HTTP Basic, or by the form's client_id and client_secret, never by both (O24). A client
// without a secret only says its name: one that shows a secret all the same is refused, since it is
// mistaken about what it is. invalid_request for a confused request, invalid_client for everything
// else that is no client of the domain's pool.
Result<domain::ClientPtr> authenticate_client(const LoginRequest& login, const codec::Form& form);

}  // namespace postern::oauth
