// Pools whose data is sealed under a key of their own.
#include "domain/pool_key.h"

#include "codec/base64.h"
#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

constexpr std::string_view kWrapped = "Key";

Status put_key(Txn& txn, const Pool& pool, std::string_view wrapped) {
  Resource row;
  row.settings = Json::object().set(kWrapped, codec::base64_encode(wrapped)).dump();
  row.created_us = pool.created_us;
  row.modified_us = pool.modified_us;
  return txn.put(keys::pool_key(pool.id), row);
}

Result<std::string> wrapped_key(Txn& txn, const Pool& pool) {
  POSTERN_TRY(const auto row, txn.get<Resource>(keys::pool_key(pool.id)));
  if (!row) return internal_error("A user pool has lost its key");
  POSTERN_TRY(const Json settings, Json::parse(row->settings));
  return codec::base64_decode(settings.get_string(kWrapped));
}

}  // namespace

std::string_view customer_key_of(const Json& pool_settings) {
  const Json& configuration = member_or_empty(pool_settings, "KeyConfiguration");
  const bool managed = configuration.get_string("KeyType") == "CUSTOMER_MANAGED_KEY";
  return managed ? configuration.get_string("KmsKeyArn") : std::string_view();
}

Status check_key_configuration(const Json& pool_settings) {
  const Json& configuration = member_or_empty(pool_settings, "KeyConfiguration");
  const bool managed = configuration.get_string("KeyType") == "CUSTOMER_MANAGED_KEY";
  const bool named = !configuration.get_string("KmsKeyArn").empty();
  if (managed && !named) {
    return invalid_parameter("KmsKeyArn is required with KeyType CUSTOMER_MANAGED_KEY.");
  }
  if (named && !managed) {
    return invalid_parameter("KmsKeyArn goes with KeyType CUSTOMER_MANAGED_KEY only.");
  }
  return ok();
}

Status make_pool_key(Txn& txn, const Pool& pool, Random& random) {
  const std::string_view owner = customer_key_of(pool.settings);
  if (owner.empty()) return ok();
  const std::string range = keys::pool_range(pool.id);
  POSTERN_TRY(const std::string wrapped, txn.range_keys().make(owner, range, random));
  POSTERN_CHECK(txn.range_keys().unlock(owner, range, wrapped));
  return put_key(txn, pool, wrapped);
}

Status open_pool_key(Txn& txn, const Pool& pool) {
  const std::string_view owner = customer_key_of(pool.settings);
  if (owner.empty()) return ok();
  const std::string range = keys::pool_range(pool.id);
  if (txn.range_keys().is_unlocked(owner, range)) return ok();
  POSTERN_TRY(const std::string wrapped, wrapped_key(txn, pool));
  return txn.range_keys().unlock(owner, range, wrapped);
}

Status change_pool_key(Txn& txn, const Pool& before, const Pool& after, Random& random) {
  const std::string_view owner = customer_key_of(before.settings);
  const std::string_view next = customer_key_of(after.settings);
  if (owner == next) return ok();
  if (owner.empty() || next.empty()) {
    return invalid_parameter("The KeyType of a user pool cannot be changed.");
  }
  const std::string range = keys::pool_range(before.id);
  POSTERN_TRY(const std::string wrapped, txn.range_keys().rewrap(next, range, random));
  POSTERN_CHECK(put_key(txn, after, wrapped));
  return txn.range_keys().unlock(next, range, wrapped);
}

Status erase_pool_key(Txn& txn, std::string_view pool_id) {
  return txn.erase(keys::pool_key(pool_id));
}

}  // namespace postern::domain
