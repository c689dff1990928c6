// Changing the settings of a pool, for the operations that do.
#include "ops/change_pool.h"

#include "domain/import_jobs.h"

namespace postern::ops {

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
    return domain::save_pool(txn, pool);
  });
}

Status refuse_during_import(Context& context, std::string_view pool_id) {
  return context.store().read(
      [&](domain::Txn& txn) { return domain::refuse_during_import(txn, pool_id); });
}

}  // namespace postern::ops
