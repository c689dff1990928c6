// What follows a proven step of a sign-in: another challenge, or tokens. The one place that
// decides.
#pragma once

#include <functional>

#include "auth/authentication.h"
#include "auth/progress.h"

namespace postern::auth {

// A step that was just proven.
struct Step {
  domain::User user;                      // As it is once `effect` has run.
  Progress progress;                      // This step's factor included.
  Json client_metadata = Json::object();  // For the triggers that follow.

  // Runs inside the transaction that makes the step count, on the user as stored by then: spends
  // what is used once (the step's Session among it) and, if `changes_user`, changes what the step
  // changes. It may run more than once.
  std::function<Status(domain::Txn& txn, domain::User& user)> effect = nullptr;
  bool changes_user = false;
};

// Begins the Progress of the request's flow for a user who has proven `first`.
Progress begin_progress(const AuthRequest& request, const domain::User& user, Factor first);

// In the order of the developer guide: a temporary password is replaced, then the second factor is
// asked for if it is due and not proven yet, then the session begins and tokens are minted. When a
// challenge follows, `effect` commits before it is asked; else in the transaction that begins the
// session, which checks everything once more (T08): see begin_session() in sign_in.cc.
Result<Json> advance(Services& services, const AuthRequest& request, Step step);

}  // namespace postern::auth
