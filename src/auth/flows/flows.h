// The flows and challenges, one file each; authentication.cc says which name leads to which.
#pragma once

#include "auth/advance.h"
#include "auth/authentication.h"
#include "auth/first_factor.h"

namespace postern::auth {

// USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH, and the password as a step of another flow.
Result<Json> start_password(Services& services, const AuthRequest& request);
Result<Json> check_password(Services& services, const AuthRequest& request, Attempt attempt,
                            std::string_view password);

// USER_SRP_AUTH, and the challenge it leads to; SRP as a step of another flow.
Result<Json> start_srp(Services& services, const AuthRequest& request);
// Refuses what is no SRP_A, and pools that keep no verifiers.
Status check_srp_start(const AuthRequest& request, std::string_view A_hex);
Result<Json> ask_password_verifier(Services& services, const AuthRequest& request, Attempt attempt,
                                   std::string_view A_hex);
Result<Json> answer_password_verifier(Services& services, const AuthRequest& request);

// USER_AUTH: the user, or the client for them, chooses the first factor; SELECT_CHALLENGE asks.
Result<Json> start_user_auth(Services& services, const AuthRequest& request);
Result<Json> answer_select_challenge(Services& services, const AuthRequest& request);

// PASSWORD and PASSWORD_SRP, asked for by USER_AUTH when the choice came without its proof.
Result<Json> answer_password(Services& services, const AuthRequest& request);
Result<Json> answer_password_srp(Services& services, const AuthRequest& request);

// EMAIL_OTP and SMS_OTP: a one-time code as the first factor.
Result<Json> ask_email_otp(Services& services, const AuthRequest& request, Attempt attempt);
Result<Json> ask_sms_otp(Services& services, const AuthRequest& request, Attempt attempt);
Result<Json> answer_email_otp(Services& services, const AuthRequest& request);
Result<Json> answer_sms_otp(Services& services, const AuthRequest& request);

// WEB_AUTHN: a passkey as the first factor.
Result<Json> ask_web_authn(Services& services, const AuthRequest& request, Attempt attempt);
Result<Json> check_credential(Services& services, const AuthRequest& request, Attempt attempt,
                              std::string_view challenge, std::string_view credential);
Result<Json> answer_web_authn(Services& services, const AuthRequest& request);

// CUSTOM_AUTH: the host's functions decide. ask_custom() goes on after a step that another file
// proved, the password of SRP_A or its replacement.
Result<Json> start_custom(Services& services, const AuthRequest& request);
Result<Json> ask_custom(Services& services, const AuthRequest& request, const Step& step);
Result<Json> answer_custom(Services& services, const AuthRequest& request);

// DEVICE_SRP_AUTH: asking a remembered device for its proof; DEVICE_PASSWORD_VERIFIER.
Result<Json> ask_device(Services& services, const AuthRequest& request, const Step& step);
Result<Json> answer_device_srp(Services& services, const AuthRequest& request);
Result<Json> answer_device_verifier(Services& services, const AuthRequest& request);

// Second factors; mfa.h says who asks for which. EMAIL_OTP is the name of two challenges, which
// their Sessions tell apart: a second factor's is sealed for kEmailMfa.
inline constexpr std::string_view kEmailMfa = "EMAIL_OTP second";
Result<Json> answer_sms_mfa(Services& services, const AuthRequest& request);
Result<Json> answer_email_mfa(Services& services, const AuthRequest& request);
Result<Json> answer_software_token_mfa(Services& services, const AuthRequest& request);
Result<Json> answer_select_mfa_type(Services& services, const AuthRequest& request);
Result<Json> answer_mfa_setup(Services& services, const AuthRequest& request);

// REFRESH_TOKEN_AUTH.
Result<Json> start_refresh(Services& services, const AuthRequest& request);

// GetTokensFromRefreshToken and the token endpoint: the same, for a caller that proved the client's
// secret itself.
struct RefreshRequest {
  std::string_view refresh_token;
  std::string_view device_key;
  // Those the new tokens are to have, of the session's: all, where it is empty. One more than these
  // is refused with the code invalid_scope (O22; RFC 6749, section 6).
  std::vector<std::string> scopes;
  Json client_metadata = Json::object();
};
Result<Json> refresh_with_token(Services& services, const domain::PoolAndClient& target,
                                const RefreshRequest& request);

// NEW_PASSWORD_REQUIRED: asking for it, after a temporary password was proven, and its answer.
Result<Json> ask_new_password(Services& services, const AuthRequest& request, const Step& step);
Result<Json> answer_new_password(Services& services, const AuthRequest& request);

}  // namespace postern::auth
