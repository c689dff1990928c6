// Records sealed anew under the newest key, a slice at a time.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "domain/records.h"
#include "storage/envelope.h"
#include "storage/storage.h"

namespace postern::domain {

// Seals anew what lies behind `rotation.done_to`: up to `limit` rows or a few megabytes, and notes
// in `rotation` how far it came and what it found. True when more rows lie behind.
Result<bool> reseal_slice(storage::Txn& txn, const storage::Envelope& envelope, std::size_t limit,
                          RootKeyRotation& rotation);

}  // namespace postern::domain
