// Access keys: what a caller over HTTP signs administrative requests with.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// Makes and stores a key of AWS's own form, so that every AWS client accepts it.
Result<AccessKey> create_access_key(Txn& txn, Random& random, std::int64_t now_us);

Result<std::vector<AccessKey>> list_access_keys(Txn& txn);

// ResourceNotFoundException when there is none.
Status erase_access_key(Txn& txn, std::string_view id);

// The secret of a key, or nothing for an unknown one.
Result<std::optional<Secret>> find_access_key_secret(Txn& txn, std::string_view id);

}  // namespace postern::domain
