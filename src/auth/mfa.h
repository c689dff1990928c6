// The second factor: whether a sign-in owes one, and asking for it.
#pragma once

#include "auth/advance.h"

namespace postern::auth {

// Whether `user` still owes a second factor after what `progress` has proven: the decision order of
// the developer guide, "Details of MFA logic". Read again in the transaction that begins the
// session, so that a factor added meanwhile counts (T08).
Result<bool> owes_second_factor(domain::Txn& txn, const domain::Pool& pool,
                                const domain::User& user, const Progress& progress);

// The challenge that asks for it, after `step`.
Result<Json> ask_second_factor(Services& services, const AuthRequest& request, const Step& step);

}  // namespace postern::auth
