// Copying a database that is in use into a new file.
#pragma once

#include <string>

#include "base/result.h"
#include "storage/storage.h"

namespace postern::storage {

// Copies the database at `source`, as of one moment, to `path`, where nothing may be yet, and adds
// `mark` to what it holds; a small row, which takes the place of one of its key. The file has its
// name only once it is whole and on the disk; before that it is `<path>.partial`, which a
// failure removes. Readers and the writer of `source` go on meanwhile, but its WAL grows until the
// copy is done. Errc::invalid_argument: there is a file already. Errc::storage: not to be read or
// written.
Status back_up_database(const std::string& source, const std::string& path, const Row& mark);

}  // namespace postern::storage
