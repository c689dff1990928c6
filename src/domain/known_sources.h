// Where a user has signed in from.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// Whether the user has, or had, a session that began at `source` (codec::ip_subscriber(); empty:
// not known). It is kept until its refresh token would have expired.
Result<bool> has_signed_in_from(Txn& txn, std::string_view pool_id, std::string_view sub,
                                std::string_view source);

}  // namespace postern::domain
