// The PostConfirmation trigger, as every way of confirming fires it.
#pragma once

#include <string_view>

#include "auth/services.h"
#include "codec/json.h"
#include "domain/pool.h"
#include "domain/user.h"

namespace postern::auth {

// `source` is the full trigger source, "PostConfirmation_ConfirmSignUp" or the like. A failing
// function fails the call; what was confirmed stays so. REQUIRES: no transaction is held.
Status fire_post_confirmation(Services& services, const domain::Pool& pool,
                              std::string_view client_id, const domain::User& user,
                              std::string_view source, const Json& client_metadata);

}  // namespace postern::auth
