// UserMigration: users that the host knows from elsewhere, brought in when they first show up.
#pragma once

#include <optional>
#include <string_view>

#include "auth/authentication.h"
#include "domain/user.h"

namespace postern::auth {

// The host confirmed the password; the user exists from now on, with that password. Null when there
// is no trigger or it knows no such user.
Result<std::optional<domain::User>> migrate_at_sign_in(Services& services,
                                                       const AuthRequest& request,
                                                       std::string_view username,
                                                       std::string_view password);

// The same at ForgotPassword, without a password: the user can be sent a code.
Result<std::optional<domain::User>> migrate_at_forgot_password(Services& services,
                                                               const domain::PoolAndClient& target,
                                                               std::string_view username,
                                                               const Json& client_metadata);

}  // namespace postern::auth
