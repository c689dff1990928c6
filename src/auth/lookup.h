// Users as the public side of the API sees them: whom a name means, and what their state allows.
#pragma once

#include <optional>
#include <string_view>

#include "auth/authentication.h"
#include "domain/user.h"

namespace postern::auth {

// The user a login means, by whatever name, in a snapshot of its own.
Result<std::optional<domain::User>> lookup_user(Services& services, const domain::Pool& pool,
                                                std::string_view login);
Result<std::optional<domain::User>> lookup_sub(Services& services, const domain::Pool& pool,
                                               std::string_view sub);

// What an unknown name is answered at sign-in: the truth, or, for a client that hides who exists,
// what a wrong password is answered.
Error unknown_user(const domain::Client& client);

// Whether the user's state lets them sign in with factors of their own: disabled, not confirmed and
// must-reset refuse, and whoever signs in through a provider alone has none.
Status check_may_sign_in(const domain::User& user);

// The same for whoever has proven who they are, here or at a provider: at its end, and for codes,
// tokens and refreshing afterwards.
Status check_may_go_on(const domain::User& user);

// The same, asked before the password is proven. Cognito answers it there; a client that hides who
// exists learns it only afterwards (E04).
Status check_may_try(const domain::Client& client, const domain::User& user);

// Fires PreAuthentication. `user` null: unknown, told only for a client that hides it from the
// caller.
Status fire_pre_authentication(Services& services, const AuthRequest& request,
                               const domain::User* user);

}  // namespace postern::auth
