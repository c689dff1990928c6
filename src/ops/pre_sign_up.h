// The PreSignUp trigger, as everything that makes users fires it.
#pragma once

#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// Fires PreSignUp with the request's ValidationData and ClientMetadata. Its answer may confirm the
// user and verify their addresses; for AdminCreateUser it is only asked for permission, and a user
// of a provider is never unconfirmed.
Status fire_pre_sign_up(Context& context, const domain::Pool& pool, std::string_view client_id,
                        std::string_view source, const Json& request, domain::User& user);

}  // namespace postern::ops
