// What an operation is: a name and a handler. Everything else about it is data in the service
// model.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/place.h"
#include "auth/services.h"
#include "base/result.h"
#include "codec/json.h"
#include "domain/client.h"
#include "domain/pool.h"
#include "domain/user.h"
#include "ops/caller.h"

namespace postern::ops {

// Who an access token speaks for, as the dispatcher established it before the handler runs.
struct TokenUser {
  domain::PoolPtr pool;
  domain::ClientPtr client;
  domain::User user;
  std::string session_id;  // Empty when the token carries no origin_jti.
};

// One call. The request has passed the service model's constraints and the caller is authorised.
struct Context {
  auth::Services& services;
  const Caller& caller;
  // Set for operations that take an access token; where a Session may stand in its place, only when
  // the token was given.
  std::optional<TokenUser> token_user;
  // What threat protection noted meanwhile, for the event of the call.
  auth::RiskNote risk = {};

  [[nodiscard]] domain::Store& store() const { return services.store; }
};

using Handler = Result<Json> (*)(Context& context, const Json& request);

// One row of the registry. The service model says who may call it and what it takes; the dispatcher
// validates, authorises and runs it. An operation without output returns an empty object.
struct Operation {
  std::string_view name;
  Handler handle;
};

}  // namespace postern::ops
