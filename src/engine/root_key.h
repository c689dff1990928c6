// The root key: given by the host, or kept in a file beside the data.
#pragma once

#include <memory>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "domain/root_keys.h"
#include "engine/storage_url.h"

namespace postern {

struct RootKey {
  Secret key;
  Secret next;  // The one that may have taken its place; empty: none.
  std::unique_ptr<domain::RootKeyHolder> holder;  // Null: the host keeps the key.
};

// `given` if it has 32 bytes. Empty: for sqlite the file PATH.key, made 0600 together with a new
// database; a database whose key file is missing is not opened, because a new key could not read it
// (K09). For postgres it is refused: what is given must be the same for every engine. For memory,
// random bytes. `random` outlives what is returned.
Result<RootKey> obtain_root_key(std::string_view given, const StorageUrl& url, Random& random);

// The keys of `storage`, unlocked with what was obtained.
Result<std::unique_ptr<domain::RootKeys>> unlock_store(const RootKey& obtained,
                                                       storage::Storage& storage, Clock& clock,
                                                       Random& random);

}  // namespace postern
