// Wrong guesses from one address, whomever they are at: what slows down those who try many users.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// The lockout of a user does not see one guess at each of many users (L07). So an address has a
// hundred wrong guesses in a pool, which come back one every thirty seconds; where guesses rain on
// the pool from everywhere, each address has ten. `source` is codec::ip_subscriber() of the
// address; empty, since it is not known or not one person's, there is no budget.

// TooManyRequestsException while the source has none left. A user passes who has, or had, a session
// that began at the same source: others behind an address do not keep those out who live there
// (L01).
Status check_guess_budget(Txn& txn, std::string_view pool_id, std::string_view sub,
                          std::string_view source, std::int64_t now_us);

// Takes one wrong guess off the source's budget, and the pool's.
Status count_wrong_guess(Txn& txn, std::string_view pool_id, std::string_view source,
                         std::int64_t now_us);

}  // namespace postern::domain
