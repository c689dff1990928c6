// The root key: given by the host, or kept in a file beside the data.
#pragma once

#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "engine/storage_url.h"

namespace postern {

inline constexpr std::size_t kRootKeyBytes = 32;

// `given` if it has 32 bytes. Empty: for sqlite the file PATH.key, made 0600 together with a new
// database; a database whose key file is missing is not opened, because a new key could not read it
// (K09). For postgres it is refused: what is given must be the same for every engine. For memory,
// random bytes.
Result<Secret> obtain_root_key(std::string_view given, const StorageUrl& url, Random& random);

}  // namespace postern
