// What became of a commit whose answer was lost.
#pragma once

#include <string_view>

#include "base/result.h"
#include "storage/postgres/connection_pool.h"

namespace postern::storage {

// The transaction inserts `id` into postern_commit among its writes. Trying to insert it once more,
// as one that has not happened, decides: the database waits for a transaction that is still under
// way, and then either keeps the row of the one that has happened, or takes this row, and then the
// other never can. Asking again is safe.
//
// ok() when it happened, Errc::conflict when it did not and never will, Errc::unknown_commit when
// no server has told in time.
Status resolve_commit(ConnectionPool& pool, std::string_view id);

}  // namespace postern::storage
