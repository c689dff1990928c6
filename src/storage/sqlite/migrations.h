// From older formats of the database file to this program's.
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstddef>
#include <functional>

#include "base/result.h"

namespace postern::storage {

// Runs between the statements of a migration. For tests, which end the process there.
using BetweenStatements = std::function<void()>;

// Takes the steps from the file's format to this program's. Each is one transaction that ends with
// the file's new format number: a crash, an error or a full disk leaves the format before it, and
// opening goes on from there. A step may write as much as the file is large: into the WAL first, so
// it needs twice that on the disk. Errc::storage for a format there is no way from.
Status migrate(SQLite::Database& database, int format, const BetweenStatements& between = {});

}  // namespace postern::storage
