// Changing the settings of a pool, for the operations that do.
#include "ops/change_pool.h"

#include "domain/client.h"
#include "domain/import_jobs.h"
#include "domain/pool_key.h"

namespace postern::ops {
namespace {

constexpr std::size_t kClientsAtOnce = 64;

bool is_lite(const domain::Pool& pool) {
  return pool.settings.get_string("UserPoolTier") == "LITE";
}

// A tier is left for a lower one once nothing needs it any more: not the clients either.
Status check_tier_change(domain::Txn& txn, const domain::Pool& before, const domain::Pool& after) {
  if (!is_lite(after) || is_lite(before)) return ok();
  std::string last;
  for (;;) {
    POSTERN_TRY(const auto clients, domain::list_clients(txn, after.id, last, kClientsAtOnce));
    for (const domain::ClientPtr& client : clients) {
      if (!client->flows.user_auth) continue;
      return reject("TierChangeNotAllowedException",
                    "ALLOW_USER_AUTH is not available in the LITE tier: disable it for client " +
                        client->id + " first.");
    }
    if (clients.size() < kClientsAtOnce) return ok();
    last = clients.back()->id;
  }
}

}  // namespace

Status change_pool_settings(Context& context, std::string_view pool_id,
                            const std::function<Result<Json>(const Json& present)>& change) {
  return context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto present, domain::load_pool(txn, pool_id));
    domain::PoolRecord record = domain::to_record(*present);
    POSTERN_TRY(const Json settings, change(present->settings));
    record.settings = settings.dump();
    record.modified_us = context.store().now_us();
    POSTERN_TRY(const domain::Pool pool, domain::make_pool(record));
    POSTERN_CHECK(domain::check_pool(pool));
    POSTERN_CHECK(check_tier_change(txn, *present, pool));
    POSTERN_CHECK(domain::change_pool_key(txn, *present, pool, context.store().random()));
    return domain::save_pool(txn, pool);
  });
}

Status refuse_during_import(Context& context, std::string_view pool_id) {
  return context.store().read(
      [&](domain::Txn& txn) { return domain::refuse_during_import(txn, pool_id); });
}

}  // namespace postern::ops
