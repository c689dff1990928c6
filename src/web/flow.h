// How far a browser has come on the pages: what the cookie "cognito-fl" holds, sealed. Nothing of
// it is in a page or an address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codec/json.h"
#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::web {

inline constexpr std::string_view kFlowCookie = "cognito-fl";

struct Flow {
  std::string username;              // As it was typed.
  std::string challenge;             // That the sign-in machine asks for; empty: none.
  std::string session;               // Of the challenge, or of a sign-up that is to be confirmed.
  Json parameters = Json::object();  // Of the challenge, as far as its page needs them.
  std::string message;               // For the next page to say: a refusal or a notice.
  bool is_notice = false;
  bool adds_passkey = false;  // After signing in, on to registering a passkey.
};

// The browser's, where it was begun on this domain for this client within the hour; else a new one.
Flow read_flow(const oauth::LoginRequest& login, std::string_view client_id);

void keep_flow(const oauth::LoginRequest& login, std::string_view client_id, const Flow& flow,
               http::Response& response);
void end_flow(const oauth::LoginRequest& login, http::Response& response);

// A flow that waits for what the sign-in machine asks for in `answer`.
Flow flow_of_challenge(std::string_view username, const Json& answer);

}  // namespace postern::web
