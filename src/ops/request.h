// What the requests of many operations have in common.
#pragma once

#include <functional>
#include <string_view>

#include "auth/authentication.h"
#include "auth/client_auth.h"
#include "domain/client.h"
#include "domain/user.h"
#include "ops/op.h"

namespace postern::ops {

// Pool and client of a request that names only a ClientId.
Result<domain::PoolAndClient> client_of(Context& context, const Json& request);

// Pool and client of a request that names both.
Result<domain::PoolAndClient> client_in_pool(Context& context, const Json& request);

// As client_of(), and the request's SecretHash over its Username is right.
Result<domain::PoolAndClient> proven_client_of(Context& context, const Json& request);

// The pool of an admin request, and the user its Username means.
struct PoolAndUser {
  domain::PoolPtr pool;
  domain::User user;
};
Result<domain::PoolPtr> pool_of(Context& context, const Json& request);
Result<PoolAndUser> pool_and_user_of(Context& context, const Json& request);

// The request's ClientMetadata, or an empty object.
Json client_metadata(const Json& request);

// Changes the user that `sub` names, as stored at commit: `change(txn, user)` edits it. Refuses
// with UserNotFoundException when it is gone.
Status change_user(Context& context, const domain::Pool& pool, std::string_view sub,
                   const std::function<Status(domain::Txn&, domain::User&)>& change);

// An unknown user at an operation of the public, which names the client: the truth in Cognito's
// words.
inline Error unknown_username() {
  return reject("UserNotFoundException", "Username/client id combination not found.");
}

// Parses InitiateAuth's or RespondToAuthChallenge's members into a request of the sign-in machine.
auth::AuthRequest auth_request(Context& context, domain::PoolAndClient target, bool admin,
                               const Json& parameters, const Json& request);

}  // namespace postern::ops
