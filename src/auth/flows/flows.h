// The flows and challenges, one file each; authentication.cc says which name leads to which.
#pragma once

#include "auth/advance.h"
#include "auth/authentication.h"

namespace postern::auth {

// USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH.
Result<Json> start_password(Services& services, const AuthRequest& request);

// USER_SRP_AUTH, and the challenge it leads to.
Result<Json> start_srp(Services& services, const AuthRequest& request);
Result<Json> answer_password_verifier(Services& services, const AuthRequest& request);

// REFRESH_TOKEN_AUTH.
Result<Json> start_refresh(Services& services, const AuthRequest& request);

// GetTokensFromRefreshToken: the same, for a caller that proved the client's secret itself.
Result<Json> refresh_with_token(Services& services, const domain::PoolAndClient& target,
                                std::string_view refresh_token, Json client_metadata);

// NEW_PASSWORD_REQUIRED: asking for it, after a temporary password was proven, and its answer.
Result<Json> ask_new_password(Services& services, const AuthRequest& request, const Step& step);
Result<Json> answer_new_password(Services& services, const AuthRequest& request);

}  // namespace postern::auth
