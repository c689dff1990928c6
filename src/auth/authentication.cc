// Signing in: which flow and which challenge leads where, and what each needs to be allowed.
#include "auth/authentication.h"

#include "auth/client_auth.h"
#include "auth/flows/flows.h"

namespace postern::auth {
namespace {

using domain::AuthFlows;

// One way to start. `allowed` is null for what is not built.
struct FlowRow {
  std::string_view name;
  bool is_public;  // InitiateAuth may start it; AdminInitiateAuth may start all.
  bool AuthFlows::*allowed;
  std::string_view not_allowed_text;
  Result<Json> (*start)(Services&, const AuthRequest&);
};

constexpr std::string_view kNotEnabled = "Auth flow not enabled for this client";

constexpr FlowRow kFlows[] = {
    {"USER_SRP_AUTH", true, &AuthFlows::user_srp, "USER_SRP_AUTH is not enabled for the client.",
     start_srp},
    {"USER_PASSWORD_AUTH", true, &AuthFlows::user_password,
     "USER_PASSWORD_AUTH flow not enabled for this client", start_password},
    {"ADMIN_USER_PASSWORD_AUTH", false, &AuthFlows::admin_user_password, kNotEnabled,
     start_password},
    {"ADMIN_NO_SRP_AUTH", false, &AuthFlows::admin_user_password, kNotEnabled, start_password},
    {"REFRESH_TOKEN_AUTH", true, &AuthFlows::refresh_token, kNotEnabled, start_refresh},
    {"REFRESH_TOKEN", true, &AuthFlows::refresh_token, kNotEnabled, start_refresh},
    {"CUSTOM_AUTH", true, &AuthFlows::custom, "CUSTOM_AUTH is not enabled for the client.",
     nullptr},
    {"USER_AUTH", true, &AuthFlows::user_auth, "USER_AUTH is not enabled for the client.", nullptr},
};

struct ChallengeRow {
  std::string_view name;
  Result<Json> (*answer)(Services&, const AuthRequest&);
};

constexpr ChallengeRow kChallenges[] = {
    {"PASSWORD_VERIFIER", answer_password_verifier},
    {"NEW_PASSWORD_REQUIRED", answer_new_password},
};

Error not_built(std::string_view kind, std::string_view name) {
  return reject("NotImplementedException", std::string(kind) + " " + std::string(name) +
                                               " is not built into this engine yet.");
}

bool is_refresh(const FlowRow& row) {
  return row.start == start_refresh;
}

}  // namespace

Result<std::string_view> AuthRequest::require(std::string_view name) const {
  const std::string_view value = get(name);
  if (value.empty()) return invalid_parameter("Missing required parameter " + std::string(name));
  return value;
}

Result<Json> initiate(Services& services, const AuthRequest& request) {
  for (const FlowRow& row : kFlows) {
    if (row.name != request.flow) continue;
    if (!row.is_public && !request.admin) {
      return invalid_parameter("Initiate Auth method not supported");
    }
    // A refresh token names its user itself, so its flow checks the hash once it has read it.
    if (!is_refresh(row)) {
      POSTERN_TRY(const std::string_view username, request.require("USERNAME"));
      POSTERN_CHECK(check_secret_hash(*request.client, username, request.get("SECRET_HASH"),
                                      HashWording::sign_in));
    }
    if (!(request.client->flows.*row.allowed)) return invalid_parameter(row.not_allowed_text);
    if (row.start == nullptr) return not_built("The flow", request.flow);
    return row.start(services, request);
  }
  return invalid_parameter("Initiate Auth method not supported");
}

Result<Json> respond(Services& services, std::string_view challenge, const AuthRequest& request) {
  for (const ChallengeRow& row : kChallenges) {
    if (row.name != challenge) continue;
    POSTERN_TRY(const std::string_view username, request.require("USERNAME"));
    POSTERN_CHECK(check_secret_hash(*request.client, username, request.get("SECRET_HASH"),
                                    HashWording::sign_in));
    return row.answer(services, request);
  }
  return not_built("The challenge", challenge);
}

}  // namespace postern::auth
