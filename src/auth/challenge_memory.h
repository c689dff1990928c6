// What a challenge remembers, when it may be more than its Session has room for.
#pragma once

#include "auth/challenge_session.h"

namespace postern::auth {

// A Session is at most 2,048 characters long: a memory that fits rides in it, a larger one is kept
// in a row that the Session names and that goes when the Session ends or expires. Returns what to
// hand to seal_session() as `extra`. InvalidLambdaResponseException beyond 64 KiB.
Result<Json> keep_memory(Services& services, const AuthRequest& request, const Json& memory);

// The memory of an opened session.
Result<Json> find_memory(Services& services, const AuthRequest& request,
                         const ChallengeSession& session);

// Removes the row, if there is one, in the transaction that spends the session.
Status forget_memory(domain::Txn& txn, const AuthRequest& request, const ChallengeSession& session);

}  // namespace postern::auth
