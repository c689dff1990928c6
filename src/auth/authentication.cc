// Signing in: which flow and which challenge leads where, and what each needs to be allowed.
#include "auth/authentication.h"

#include "auth/challenge_session.h"
#include "auth/client_auth.h"
#include "auth/flows/flows.h"
#include "auth/threat_protection.h"

namespace postern::auth {
namespace {

using domain::AuthFlows;

// One way to start.
struct FlowRow {
  std::string_view name;
  bool is_public;    // InitiateAuth may start it; AdminInitiateAuth may start all.
  bool is_of_pages;  // Managed login may start it.
  bool AuthFlows::*allowed;
  std::string_view not_allowed_text;
  Result<Json> (*start)(Services&, const AuthRequest&);
};

constexpr std::string_view kNotEnabled = "Auth flow not enabled for this client";

constexpr FlowRow kFlows[] = {
    {"USER_SRP_AUTH", true, false, &AuthFlows::user_srp,
     "USER_SRP_AUTH is not enabled for the client.", start_srp},
    {"USER_PASSWORD_AUTH", true, true, &AuthFlows::user_password,
     "USER_PASSWORD_AUTH flow not enabled for this client", start_password},
    {"ADMIN_USER_PASSWORD_AUTH", false, false, &AuthFlows::admin_user_password, kNotEnabled,
     start_password},
    {"ADMIN_NO_SRP_AUTH", false, false, &AuthFlows::admin_user_password, kNotEnabled,
     start_password},
    {"REFRESH_TOKEN_AUTH", true, false, &AuthFlows::refresh_token, kNotEnabled, start_refresh},
    {"REFRESH_TOKEN", true, false, &AuthFlows::refresh_token, kNotEnabled, start_refresh},
    {"CUSTOM_AUTH", true, false, &AuthFlows::custom, "CUSTOM_AUTH is not enabled for the client.",
     start_custom},
    {"USER_AUTH", true, true, &AuthFlows::user_auth, "USER_AUTH is not enabled for the client.",
     start_user_auth},
};

// One name, two challenges: a first factor and a second. The Session says which was asked.
Result<Json> answer_email_code(Services& services, const AuthRequest& request) {
  return is_session_of(services, request, kEmailMfa) ? answer_email_mfa(services, request)
                                                     : answer_email_otp(services, request);
}

struct ChallengeRow {
  std::string_view name;
  Result<Json> (*answer)(Services&, const AuthRequest&);
};

constexpr ChallengeRow kChallenges[] = {
    {"SELECT_CHALLENGE", answer_select_challenge},
    {"PASSWORD", answer_password},
    {"PASSWORD_SRP", answer_password_srp},
    {"EMAIL_OTP", answer_email_code},
    {"SMS_OTP", answer_sms_otp},
    {"WEB_AUTHN", answer_web_authn},
    {"PASSWORD_VERIFIER", answer_password_verifier},
    {"NEW_PASSWORD_REQUIRED", answer_new_password},
    {"SELECT_MFA_TYPE", answer_select_mfa_type},
    {"SMS_MFA", answer_sms_mfa},
    {"SOFTWARE_TOKEN_MFA", answer_software_token_mfa},
    {"MFA_SETUP", answer_mfa_setup},
    {"CUSTOM_CHALLENGE", answer_custom},
    {"DEVICE_SRP_AUTH", answer_device_srp},
    {"DEVICE_PASSWORD_VERIFIER", answer_device_verifier},
};

Error not_supported() {
  return invalid_parameter("Initiate Auth method not supported");
}

bool is_refresh(const FlowRow& row) {
  return row.start == start_refresh;
}

// ExplicitAuthFlows speaks of the API; the pages take passwords whatever it says, as Cognito's do.
// Its choice of first factors they offer where the client has it.
bool is_allowed(const FlowRow& row, const AuthRequest& request) {
  if (request.managed_login && row.start == start_password) return true;
  return request.client->flows.*row.allowed;
}

// The pages are the engine's own and know no secret; a code they lead to is worth nothing without.
Status check_client(const AuthRequest& request, std::string_view username) {
  if (request.managed_login) return ok();
  return check_secret_hash(*request.client, username, request.get("SECRET_HASH"),
                           HashWording::sign_in);
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
    if (!row.is_public && !request.admin) return not_supported();
    if (request.managed_login && !row.is_of_pages) return not_supported();
    // A refresh token names its user itself, so its flow checks the hash once it has read it.
    if (!is_refresh(row)) {
      POSTERN_TRY(const std::string_view username, request.require("USERNAME"));
      POSTERN_CHECK(check_client(request, username));
    }
    if (!is_allowed(row, request)) return invalid_parameter(row.not_allowed_text);
    if (!is_refresh(row)) POSTERN_CHECK(check_address(services, request));
    return row.start(services, request);
  }
  return not_supported();
}

Result<Json> respond(Services& services, std::string_view challenge, const AuthRequest& request) {
  for (const ChallengeRow& row : kChallenges) {
    if (row.name != challenge) continue;
    POSTERN_TRY(const std::string_view username, request.require("USERNAME"));
    POSTERN_CHECK(check_client(request, username));
    POSTERN_CHECK(check_address(services, request));
    return row.answer(services, request);
  }
  // ADMIN_NO_SRP_AUTH, which the model lists and nobody is asked: no Session can be of it.
  return not_authorized("Invalid session for the user.");
}

}  // namespace postern::auth
