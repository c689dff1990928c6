// The pages of managed login, and the endpoints that send browsers about, each in its own file.
#pragma once

#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::web {

http::Response authorize(const oauth::LoginRequest& login);  // GET /oauth2/authorize
http::Response logout(const oauth::LoginRequest& login);     // GET /logout

}  // namespace postern::web
