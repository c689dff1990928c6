// What a client asks the authorization endpoint for, checked: the one reader of such requests, for
// /oauth2/authorize, for every page that carries one along, and for federation's way back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auth/code_grant.h"
#include "domain/client.h"
#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::oauth {

struct AuthorizationRequest {
  domain::ClientPtr client;
  bool implicit = false;  // response_type=token; else code.
  std::string state;
  auth::GrantRequest grant;       // Where to, for what; its scopes are granted already.
  std::string identity_provider;  // A name the client supports, also where idp_identifier said so.
  std::string login_hint;
  std::string hinted_sub;  // Of id_token_hint: whom the client believes to be signed in.
  std::string lang;
  bool prompt_none = false;   // Members of `prompt`.
  bool prompt_login = false;  // Also for select_account.
  std::optional<std::int64_t> max_age_s;
  std::vector<std::string> acr_values;
  // As a query, for the addresses of pages: the request's own parameters, encoded anew.
  std::string query;
};

// A response where the request cannot be granted: a redirect to the client with an error, or to the
// error page where the client or its address is not what it should be (O07, O08).
using ReadAuthorization = std::variant<AuthorizationRequest, http::Response>;

// Reads the parameters of `query`. Each page reads them anew, so what a browser changed on the way
// is checked as if it had come from the client (O34).
ReadAuthorization read_authorization(const LoginRequest& login, std::string_view query);

// The answer for a browser whose session signed it in: 303 to the client with a code or tokens.
// Where the session is none in force, 303 to /login with the same request.
http::Response complete_authorization(const LoginRequest& login,
                                      const AuthorizationRequest& request,
                                      std::string_view browser_session);

// The client is told: `error` as RFC 6749 section 4.1.2.1 and OpenID Connect name it, with state;
// in the fragment for the implicit grant.
http::Response refuse_authorization(const AuthorizationRequest& request, std::string_view error,
                                    std::string_view description);

// The same for what went wrong in the engine: OAuth's own codes stay, other refusals, as those of
// the host's functions, are an invalid_request with their text; what the store says is not told.
http::Response refuse_authorization(const AuthorizationRequest& request, const Error& error);

}  // namespace postern::oauth
