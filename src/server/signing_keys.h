// `postern keys rotate-signing`: other signing keys for a pool.
#pragma once

#include <string>

#include "access_keys.h"

namespace postern::server {

struct NewSigningKeysOptions {
  DataOptions data;
  std::string pool_id;
  bool leaked = false;  // At once: what the present keys signed is refused.
  bool list = false;    // Only print which keys there are.
};

// Begins the rotation, or replaces the keys at once; prints the keys that the pool has then, as the
// operation answers. Throws when it cannot.
void rotate_signing_keys(const NewSigningKeysOptions& options);

}  // namespace postern::server
