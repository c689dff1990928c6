// `postern keys rotate-root`: another root key for a store.
#pragma once

#include <string>

#include "access_keys.h"

namespace postern::server {

struct NewRootKeyOptions {
  DataOptions data;
  std::string new_key_file;  // Empty: a new key file beside the data.
  bool prepare = false;      // Only tell the server of this directory which key another one brings.
};

// Changes the root key and seals all records anew, or goes on where an earlier run stopped; prints
// what it did. Throws when it cannot; whatever was done by then stays done.
void rotate_root_key(const NewRootKeyOptions& options);

}  // namespace postern::server
