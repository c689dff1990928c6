// `postern export` and `postern restore`: a pool of the data directory as one sealed file.
#pragma once

#include <string>

#include "access_keys.h"

namespace postern::server {

struct PoolFileOptions {
  DataOptions data;
  std::string pool_id;  // Of export.
  std::string file;
  // One of these: 32 bytes, or a passphrase on the first line.
  std::string key_file;
  std::string passphrase_file;
};

// Writes the file 0600, and under its name only when it is whole; an existing one stays. Throws
// std::runtime_error with a sentence for the operator, as does restore_pool().
void export_pool(const PoolFileOptions& options);

// Returns the id of the pool that is there now.
std::string restore_pool(const PoolFileOptions& options);

}  // namespace postern::server
