// The Session of a challenge: sealed, for one answer, bound to pool, client, user, challenge and
// door: what was begun on the pages of managed login is not answered through the API.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/authentication.h"
#include "auth/progress.h"
#include "domain/user.h"

namespace postern::auth {

struct ChallengeSession {
  std::string id;     // What spend_session() marks as used.
  Progress progress;  // Of the sign-in it belongs to; names the user.
  std::int64_t expires_us = 0;
  Json extra;  // What the challenge itself needs to remember; an object.
};

// The Session text for `challenge`.
std::string seal_session(Services& services, const AuthRequest& request, std::string_view challenge,
                         const Progress& progress, Json extra);

// Opens the Session of an answer to `challenge`: NotAuthorizedException when it is not one of this
// pool, client and challenge, or too old.
Result<ChallengeSession> open_session(Services& services, const AuthRequest& request,
                                      std::string_view challenge);

// Whether the request's Session was sealed for `challenge`, where one name stands for two.
bool is_session_of(Services& services, const AuthRequest& request, std::string_view challenge);

// Whether it was begun on the pages of managed login.
bool is_session_of_pages(Services& services, std::string_view session);

// Pool and client of a Session, for requests that name neither. NotAuthorizedException for what is
// no Session of this engine.
Result<domain::PoolAndClient> client_of_session(Services& services, std::string_view session);

// Uses the session up, in the transaction of its effect; refuses the second time.
Status spend_session(domain::Txn& txn, const ChallengeSession& session);

}  // namespace postern::auth
