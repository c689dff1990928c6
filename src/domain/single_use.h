// Single use as a storage fact: an id is spent in the transaction of its effect, or not at all.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// Spends `id` of one kind of object; false when it was spent before. The mark lives until
// `expires_us`, when the object itself is refused for its age.
Result<bool> spend(Txn& txn, std::string_view kind, std::string_view id, std::int64_t expires_us);

// Whether that id was spent: to name the reason of a refusal early. Only spend() decides.
Result<bool> is_spent(Txn& txn, std::string_view kind, std::string_view id);

}  // namespace postern::domain
