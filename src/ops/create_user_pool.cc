// CreateUserPool: a new directory of users.
#include "domain/pool_key.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<domain::Pool> make_new_pool(Context& context, const Json& request) {
  domain::PoolRecord record;
  record.id = domain::new_pool_id(context.store().random(), context.services.region);
  record.settings = domain::with_pool_defaults(request).dump();
  record.created_us = context.store().now_us();
  record.modified_us = record.created_us;
  POSTERN_TRY(domain::Pool pool, domain::make_pool(record));
  POSTERN_CHECK(domain::check_pool(pool));
  return pool;
}

// Signing keys are made when first needed: a pair takes longer than everything else here.
Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const domain::Pool pool, make_new_pool(context, request));
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(domain::make_pool_key(txn, pool, context.store().random()));
    return domain::save_pool(txn, pool);
  }));
  return Json::object().set("UserPool", render_pool(context.services, pool, 0));
}

}  // namespace

const Operation kCreateUserPool{"CreateUserPool", handle};

}  // namespace postern::ops
