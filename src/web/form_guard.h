// Forms that come back: the one place that decides whether a post is from a page of this domain
// (O15), and what of a body is read (O28, H17).
#pragma once

#include <string>

#include "base/result.h"
#include "codec/form.h"
#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::web {

// Both names are Cognito's: programs that sign in through its pages send one as the other.
inline constexpr std::string_view kTokenCookie = "XSRF-TOKEN";
inline constexpr std::string_view kTokenField = "_csrf";

// What the forms of a browser carry.
struct FormToken {
  std::string text;
  bool is_new = false;  // The browser has yet to be given the cookie.
};

// The browser's, where it has one of this domain's that is not a day old; else a new one.
FormToken form_token(const oauth::LoginRequest& login);
void keep_form_token(const oauth::LoginRequest& login, const FormToken& token,
                     http::Response& response);
// Whoever signs in goes on with another.
void end_form_token(const oauth::LoginRequest& login, http::Response& response);

// The fields of a post. Refused: another media type, more than a form can be, a field twice, a post
// from another site, one without the browser's token. Where a browser says itself that the form is
// of a page here, its token may be an earlier one: another window has signed in meanwhile.
Result<codec::Form> read_form(const oauth::LoginRequest& login);

}  // namespace postern::web
