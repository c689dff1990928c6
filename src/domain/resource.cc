// Settings of a pool's resources: read, written and counted alike.
#include "domain/resource.h"

namespace postern::domain {
namespace {

Result<PoolResource> decode(const Resource& record) {
  PoolResource resource;
  POSTERN_TRY(resource.settings, Json::parse(record.settings));
  resource.created_us = record.created_us;
  resource.modified_us = record.modified_us;
  return resource;
}

}  // namespace

Result<std::optional<PoolResource>> find_resource(Txn& txn, std::string_view key) {
  POSTERN_TRY(const auto record, txn.get<Resource>(key));
  if (!record) return std::optional<PoolResource>();
  POSTERN_TRY(PoolResource resource, decode(*record));
  return std::optional(std::move(resource));
}

Status put_resource(Txn& txn, std::string_view key, const PoolResource& resource) {
  Resource record;
  record.settings = resource.settings.dump();
  // Several requests may have added up to what could be written but never read again.
  if (!Json::parse(record.settings).ok()) {
    return invalid_parameter("The settings are larger than what can be kept.");
  }
  record.created_us = resource.created_us;
  record.modified_us = resource.modified_us;
  return txn.put(key, record);
}

Result<std::vector<PoolResource>> list_resources(Txn& txn, std::string_view prefix,
                                                 std::string_view after_key, std::size_t limit) {
  POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, after_key, limit));
  std::vector<PoolResource> resources;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const Resource record, txn.open<Resource>(row.key, row.value));
    POSTERN_TRY(PoolResource resource, decode(record));
    resources.push_back(std::move(resource));
  }
  return resources;
}

Result<bool> has_rows(Txn& txn, std::string_view prefix, std::size_t max) {
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(prefix, {}, max));
  return rows.size() >= max;
}

Status erase_rows(Txn& txn, std::string_view prefix) {
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(prefix, {}, SIZE_MAX));
  for (const storage::Row& row : rows) POSTERN_CHECK(txn.erase(row.key));
  return ok();
}

}  // namespace postern::domain
