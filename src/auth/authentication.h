// Signing in: the one machine behind InitiateAuth, RespondToAuthChallenge and their admin twins.
#pragma once

#include <string_view>

#include "auth/place.h"
#include "auth/services.h"
#include "base/result.h"
#include "codec/json.h"
#include "domain/client.h"
#include "domain/pool.h"

namespace postern::auth {

// Who asks, through which app client, with what.
struct AuthRequest {
  domain::PoolPtr pool;
  domain::ClientPtr client;
  bool admin = false;        // AdminInitiateAuth or AdminRespondToAuthChallenge.
  // The pages of managed login: they ask for no secret hash, and a sign-in ends in the browser's
  // session instead of tokens, {"BrowserSession": text}.
  bool managed_login = false;
  std::string_view flow;     // AuthFlow; empty in an answer, whose Session knows it.
  const Json& parameters;    // AuthParameters or ChallengeResponses; an object of strings.
  std::string_view session;  // Top-level Session; may be empty.
  Json client_metadata;      // An object.
  Place place;
  RiskNote* note = nullptr;  // Filled in as the sign-in is weighed; may be null.

  // A parameter's value, or InvalidParameterException "Missing required parameter <name>".
  [[nodiscard]] Result<std::string_view> require(std::string_view name) const;
  [[nodiscard]] std::string_view get(std::string_view name) const {
    return parameters.get_string(name);
  }
};

// Starts a flow. Checks, in this order: that this door may use the flow, that the client proves
// itself, that the client allows the flow; then the flow itself. The answer is the response body:
// tokens (AuthenticationResult) or the next challenge.
Result<Json> initiate(Services& services, const AuthRequest& request);

// Answers a challenge; same outcome.
Result<Json> respond(Services& services, std::string_view challenge, const AuthRequest& request);

}  // namespace postern::auth
