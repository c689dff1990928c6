// Step-up: a sign-in toward a level of authentication (acr), what it has reached, and what is
// missing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/first_factor.h"

namespace postern::auth {

// 0 to 4: a password; one code by SMS or e-mail; a passkey, or a password with a code; a password
// with an authenticator app.
int level_of(const Factors& proven);

// What was proven, in the values of RFC 8176: "pwd", "otp", "sms", ...; "mfa" for two or more.
std::vector<std::string> amr_of(const Progress& progress);

// The level reached, in the pool's words; empty where neither the pool nor the request asks.
std::string acr_of(const domain::Pool& pool, const Progress& progress);

// Reads TARGET_ACR_VALUES, ACCESS_TOKEN and MAX_AGE into `progress`: the first level that can be
// reached from the first factors `available`, and what the token's session has proven already where
// it is young enough. InvalidParameterException where no value is known or can be reached, or the
// level is reached already; NotAuthorizedException for another's token.
Status begin_step_up(Services& services, const AuthRequest& request, const Subject& subject,
                     const std::vector<std::string_view>& available, Progress& progress);

// Whether the level the sign-in was asked to reach is still to be reached.
bool owes_level(const Progress& progress);

// Whether a second factor alone could reach it: only what is missing is asked for.
Result<bool> second_factor_suffices(Services& services, const AuthRequest& request,
                                    const Attempt& attempt);

// Those of the first factors `available` from which the level can be reached: all, where none is
// asked for.
Result<std::vector<std::string_view>> factors_toward_level(
    Services& services, const AuthRequest& request, const Subject& subject,
    const Progress& progress, const std::vector<std::string_view>& available);

// Asks for the second factor that reaches it. NotAuthorizedException where there is none.
Result<Json> ask_for_level(Services& services, const AuthRequest& request, const Step& step);

// Remembers for amr_of() what kind of authenticator a passkey came from.
void note_authenticator(Progress& progress, std::string_view attachment);

}  // namespace postern::auth
