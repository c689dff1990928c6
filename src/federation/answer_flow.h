// The end of a way back from a provider, whichever kind it is.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "http/http.h"
#include "oauth/authorization_request.h"
#include "oauth/login_request.h"

namespace postern::federation {

// Signs in, which gives the text of a browser's session, and answers the client: with what it asked
// for, or with why not. In the audit log it is one `event`. Refused before anything is done: a
// provider that the client does not support (any more).
http::Response answer_flow(const oauth::LoginRequest& login,
                           const oauth::AuthorizationRequest& request, std::string_view event,
                           const std::function<Result<std::string>()>& sign_in);

}  // namespace postern::federation
