// What a pool holds besides users, clients and groups: settings kept as API JSON, with their dates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// A resource server, a domain, terms, a style, ... Its settings repeat what its key names.
struct PoolResource {
  Json settings = Json::object();
  std::int64_t created_us = 0;
  std::int64_t modified_us = 0;
};

inline PoolResource new_resource(Json settings, std::int64_t now_us) {
  return {std::move(settings), now_us, now_us};
}

Result<std::optional<PoolResource>> find_resource(Txn& txn, std::string_view key);

// InvalidParameterException when the settings are more than can be kept.
Status put_resource(Txn& txn, std::string_view key, const PoolResource& resource);

// Those under a prefix by key, after `after_key` (empty: from the start).
Result<std::vector<PoolResource>> list_resources(Txn& txn, std::string_view prefix,
                                                 std::string_view after_key, std::size_t limit);

// Whether there are `max` rows or more under a prefix.
Result<bool> has_rows(Txn& txn, std::string_view prefix, std::size_t max);

// Removes every row under a prefix.
Status erase_rows(Txn& txn, std::string_view prefix);

}  // namespace postern::domain
