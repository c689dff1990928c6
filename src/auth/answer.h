// The answer to a challenge that a sign-in of a known user was asked: whose it is, and guessing.
#pragma once

#include <functional>
#include <string_view>

#include "auth/advance.h"
#include "auth/challenge_session.h"

namespace postern::auth {

struct Answer {
  ChallengeSession session;
  domain::User user;
};

// Opens the request's Session for `challenge`. NotAuthorizedException unless its user is there, is
// the one USERNAME means, may sign in, and still has the password that was proven.
Result<Answer> open_answer(Services& services, const AuthRequest& request,
                           std::string_view challenge);

// Looks at one guess at a code. A wrong one counts into the user's lockout, whatever session it is
// made in (M03, M04), and is answered with `refusal`; a Session that has led into the lockout is
// over.
Status check_guess(Services& services, const AuthRequest& request, const Answer& answer,
                   const std::function<Result<bool>()>& is_right, const Error& refusal);

// Goes on with a right answer, which proves `factor`: spends its Session together with `effect`.
Result<Json> advance_with(Services& services, const AuthRequest& request, Answer answer,
                          Factor factor, const StepEffect& effect, bool changes_user = false);

// Whether the password that `progress` has proven, if it has, is the one the user has.
bool has_proven_password(const Progress& progress, const domain::User& user);

}  // namespace postern::auth
