// The endpoints that clients talk to, each in its own file. None depends on who sent the browser.
#pragma once

#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::oauth {

http::Response answer_token(const LoginRequest& login);      // POST /oauth2/token
http::Response answer_user_info(const LoginRequest& login);  // GET, POST /oauth2/userInfo
http::Response answer_revoke(const LoginRequest& login);     // POST /oauth2/revoke
http::Response answer_register(const LoginRequest& login);   // POST /oauth2/register

// OPTIONS of those that pages of other origins may ask.
http::Response answer_preflight(const LoginRequest& login);

}  // namespace postern::oauth
