// Whether the log of commits that a crash left behind is whole.
#pragma once

#include <string>

#include "base/result.h"

namespace postern::storage {

// Reads the WAL beside the database at `path`, before SQLite recovers from it; nothing may have it
// open. Recovery takes all transactions up to the first frame that is not what was written, and
// without a word leaves out what follows: right for what a crash cut short, but not for a log in
// which something rotted. Errc::corrupt: acknowledged commits follow the damage. It cannot be told
// from a crash where the last transaction of the log is the one that is damaged.
Status check_wal(const std::string& path);

}  // namespace postern::storage
