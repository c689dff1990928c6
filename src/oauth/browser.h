// The browser behind a request to a login domain: its cookie, and what that is good for.
#pragma once

#include <string>
#include <string_view>

#include "oauth/authorization_request.h"
#include "oauth/login_request.h"

namespace postern::oauth {

// What its cookie holds; empty without one.
std::string_view browser_session_text(const LoginRequest& login);

// The same, where it signs the browser in for just this request without a question: in force, with
// the factors that are demanded by now, young enough, of the user that is hinted at, of the
// provider that was asked for and one the client supports, and at the level asked for. Else empty.
Result<std::string> usable_browser_session(const LoginRequest& login,
                                           const AuthorizationRequest& request);

// After a sign-in for the client, and after a sign-out.
void remember_browser(const LoginRequest& login, const domain::Client& client,
                      std::string_view browser_session, http::Response& response);
void forget_browser(const LoginRequest& login, http::Response& response);

}  // namespace postern::oauth
