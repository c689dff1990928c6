// Which first factors a user may choose from.
#pragma once

#include <string_view>
#include <vector>

#include "auth/first_factor.h"

namespace postern::auth {

// Names of challenges, in the order in which clients are shown them: what the pool allows and the
// user is eligible for. A simulated user has always the same (E03); a temporary password leaves
// passwords alone, and so does a second factor in force, except for a passkey that counts for both.
Result<std::vector<std::string_view>> available_challenges(Services& services,
                                                           const AuthRequest& request,
                                                           const Subject& subject);

}  // namespace postern::auth
