// What the operations on tracked sessions have in common.
#pragma once

#include "domain/tracked_sessions.h"
#include "ops/op.h"

namespace postern::ops {

// FeatureUnavailableInTierException in a pool of the LITE plan.
Status check_session_tier(const domain::Pool& pool);

// InvalidParameterException unless the pool tracks sessions.
Status check_tracks_sessions(const domain::Pool& pool);

// {UserPoolId, UserSessionTracking, TokenSession}, as Get and Set answer.
Json render_session_configuration(const domain::Pool& pool);

// {UserPoolId, ClientId, SSOSession}.
Json render_client_session_configuration(const domain::Client& client);

// All of a user's sessions: there are never more than a page takes. `current` is the id of the
// caller's own, empty for an administrator.
Result<Json> list_sessions(Context& context, const domain::Pool& pool, std::string_view sub,
                           std::string_view current, const Json& request);

// Ends the session that the request's SessionId means, and where the request says LINKED what it is
// linked to. REQUIRES: inside a transaction.
Status revoke_session(domain::Txn& txn, const domain::Pool& pool, std::string_view sub,
                      std::string_view current, const Json& request, std::int64_t now_us);

}  // namespace postern::ops
