// `postern restore-store`: a backup put back into service.
#pragma once

#include <string>

#include "access_keys.h"

namespace postern::server {

struct RestoreOptions {
  DataOptions data;      // Where to; its root_key_file, if any, opens the backup.
  std::string backup;    // The file `postern backup` wrote.
  std::string key_file;  // The key file of the time, which is put beside the data.
  std::string sessions = "end";  // Or "keep"; see postern:DeclareRestored.
};

// Copies the backup into the directory, checks the copy whole, and only then gives it its name.
// What is there already is never touched. Throws when something is wrong, and leaves nothing.
void restore_store(const RestoreOptions& options);

}  // namespace postern::server
