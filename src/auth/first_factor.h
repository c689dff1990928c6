// The first factor of a sign-in: whom it is asked of, and what its proof goes on from.
#pragma once

#include <functional>
#include <string_view>

#include "auth/advance.h"

namespace postern::auth {

// Whom a sign-in is with: a stored user, or the one simulated for a name nobody has.
struct Subject {
  domain::User user;
  bool is_real = true;
};

// Whom `login` means, once it was looked up. UserNotFoundException for a client that does not hide
// who exists.
Result<Subject> subject_of_lookup(Services& services, const AuthRequest& request,
                                  std::optional<domain::User> found, std::string_view login);

// Whom a sign-in that began under the name `login` is with: NotAuthorizedException when the request
// names somebody else now, or the user is gone.
Result<Subject> subject_of_answer(Services& services, const AuthRequest& request,
                                  std::string_view sub, std::string_view login);

// A first factor that is about to be asked for or checked.
struct Attempt {
  Subject subject;
  Progress progress;                      // What led here; this factor not included.
  Json client_metadata = Json::object();  // For the triggers that follow.

  // Uses up what led here, the Session of the choice: in the transaction of what comes of it.
  std::function<Status(domain::Txn& txn)> spend = nullptr;
};

// The factor is proven: runs `effect` and what the attempt spends in one transaction, then goes on.
Result<Json> advance_attempt(Services& services, const AuthRequest& request, Attempt attempt,
                             Factor proven, StepEffect effect = nullptr, bool changes_user = false);

// Uses the attempt's Session up although the sign-in goes on with another challenge.
Status spend_attempt(Services& services, const Attempt& attempt);

}  // namespace postern::auth
