// The pages of managed login, and the endpoints that send browsers about, each in its own file.
#pragma once

#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::web {

http::Response authorize(const oauth::LoginRequest& login);  // GET /oauth2/authorize
http::Response logout(const oauth::LoginRequest& login);     // GET /logout

// GET shows a page, POST takes its form.
http::Response show_login(const oauth::LoginRequest& login);  // /login
http::Response take_login(const oauth::LoginRequest& login);
http::Response show_signup(const oauth::LoginRequest& login);  // /signup
http::Response take_signup(const oauth::LoginRequest& login);
http::Response show_confirm(const oauth::LoginRequest& login);  // /confirm
http::Response take_confirm(const oauth::LoginRequest& login);
http::Response show_resend_code(const oauth::LoginRequest& login);  // /resendcode
http::Response take_resend_code(const oauth::LoginRequest& login);
http::Response show_forgot_password(const oauth::LoginRequest& login);  // /forgotPassword
http::Response take_forgot_password(const oauth::LoginRequest& login);
// /confirmforgotPassword
http::Response show_confirm_forgot_password(const oauth::LoginRequest& login);
http::Response take_confirm_forgot_password(const oauth::LoginRequest& login);
http::Response show_challenge(const oauth::LoginRequest& login);  // /challenge
http::Response take_challenge(const oauth::LoginRequest& login);
http::Response show_add_passkey(const oauth::LoginRequest& login);  // /passkeys/add
http::Response take_add_passkey(const oauth::LoginRequest& login);
http::Response show_error(const oauth::LoginRequest& login);  // GET /error

}  // namespace postern::web
