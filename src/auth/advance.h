// What follows a proven step of a sign-in: another challenge, or tokens. The one place that
// decides.
#pragma once

#include <functional>

#include "auth/authentication.h"
#include "auth/progress.h"

namespace postern::auth {

// Runs inside the transaction that makes a step count, on the user as stored by then: spends what
// is used once and changes what the step changes. It may run more than once.
using StepEffect = std::function<Status(domain::Txn& txn, domain::User& user)>;

// A step that was just proven.
struct Step {
  domain::User user;                      // As it is once `effect` has run.
  Progress progress;                      // This step's factor included.
  Json client_metadata = Json::object();  // For the triggers that follow.

  StepEffect effect = nullptr;  // Spends the step's Session, if it has one.
  bool changes_user = false;    // Whether `effect` does.
};

// Begins the Progress of the request's flow for a user who has proven nothing yet, or `first`.
Progress begin_progress(const AuthRequest& request, const domain::User& user);
Progress begin_progress(const AuthRequest& request, const domain::User& user, Factor first);

// In the order of the developer guide: a temporary password is replaced, the host's functions have
// their say in CUSTOM_AUTH, a remembered device proves itself or the second factor is asked for if
// it is due and not proven yet; then the session begins and tokens are minted. When a challenge
// follows, `effect` commits before it is asked; else in the transaction that begins the session,
// which checks everything once more (T08): see begin_session() in sign_in.cc.
Result<Json> advance(Services& services, const AuthRequest& request, Step step);

}  // namespace postern::auth
