// How far a browser has come on the pages: what a cookie "cognito-fl.<id>" holds, sealed. Of it
// only the id is in addresses of pages, as `flow`: each window goes its own way beside the others.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codec/json.h"
#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::web {

struct Flow {
  std::string id;                    // Empty: not begun, the browser has no cookie of it.
  std::string username;              // As it was typed.
  std::string challenge;             // That the sign-in machine asks for; empty: none.
  std::string session;               // Of the challenge, or of a sign-up that is to be confirmed.
  Json parameters = Json::object();  // Of the challenge, as far as its page needs them.
  std::string message;               // For the next page to say: a refusal or a notice.
  bool is_notice = false;
  bool adds_passkey = false;  // After signing in, on to registering a passkey.
};

// The one that the page's address names, where it was begun on this domain for this client within
// the hour; else a new one.
Flow read_flow(const oauth::LoginRequest& login, std::string_view client_id);

std::string new_flow_id(const oauth::LoginRequest& login);

// The query of a page's address for that flow, or for none where `id` is empty.
std::string query_with_flow(std::string_view query, std::string_view id);

// REQUIRES: it has an id. Of many flows of one browser the oldest are dropped.
void keep_flow(const oauth::LoginRequest& login, std::string_view client_id, const Flow& flow,
               http::Response& response);
void end_flow(const oauth::LoginRequest& login, const Flow& flow, http::Response& response);

// A flow that waits for what the sign-in machine asks for in `answer`.
Flow flow_of_challenge(std::string_view username, const Json& answer);

}  // namespace postern::web
