// Looking for damage in a database that is in use.
#pragma once

#include <string>
#include <vector>

#include "storage/storage.h"

namespace postern::storage {

// Reads all of the database at `path` in one snapshot, without keeping its writer from anything:
//   FileStructure     SQLite's own check of pages, trees and their order failed.
//   MissingValue      a key whose large value is gone.
//   SharedValue       keys that share one large value.
//   ValueWithoutKey   a large value that no key refers to.
//   AlienCell         a key or a value that is not of a type the store writes.
// At most 100 of a kind.
Result<std::vector<Damage>> inspect_database(const std::string& path);

}  // namespace postern::storage
