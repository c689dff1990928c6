// Failed sign-ins: after five, each further one locks the user out for twice as long.
//
// Where a user has signed in from, failures are counted apart, and no others lock them out: or
// whoever knows a name could keep its owner out for good (L01). `source` is Place::source; may be
// empty.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// NotAuthorizedException "Password attempts exceeded" while the user is locked out. Right and wrong
// passwords get the same answer, and neither counts.
Status check_lockout(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::string_view source, std::int64_t now_us);

// Counts one failure: from the fifth on the lock lasts 2^(n-5) seconds, at most 15 minutes
// (developer guide, "Lockout behavior for failed sign-in attempts").
Status count_failure(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::string_view source, std::int64_t now_us);

// A successful sign-in forgets the failures that could have refused it.
Status clear_failures(Txn& txn, std::string_view pool_id, std::string_view sub,
                      std::string_view source);

// A new password forgets all of them.
Status clear_all_failures(Txn& txn, std::string_view pool_id, std::string_view sub);

}  // namespace postern::domain
