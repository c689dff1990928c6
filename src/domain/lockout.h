// Failed sign-ins: after five, each further one locks the user out for twice as long.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// NotAuthorizedException "Password attempts exceeded" while the user is locked out. Right and wrong
// passwords get the same answer, and neither counts.
Status check_lockout(Txn& txn, std::string_view pool_id, std::string_view sub, std::int64_t now_us);

// Counts one failure: from the fifth on the lock lasts 2^(n-5) seconds, at most 15 minutes
// (developer guide, "Lockout behavior for failed sign-in attempts").
Status count_failure(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::int64_t now_us);

// A successful sign-in forgets the failures.
Status clear_failures(Txn& txn, std::string_view pool_id, std::string_view sub);

}  // namespace postern::domain
