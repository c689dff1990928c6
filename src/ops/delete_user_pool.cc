// DeleteUserPool: the pool and everything in it goes.
#include "domain/import_jobs.h"
#include "domain/sweep.h"
#include "domain/user_pool_domains.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

constexpr int kSlicesAtOnce = 8;

Status erase(domain::Txn& txn, std::string_view pool_id) {
  POSTERN_TRY(const auto pool, domain::load_pool_settings(txn, pool_id));
  if (pool->deletion_protected) {
    return invalid_parameter(
        "The user pool cannot be deleted because deletion protection is activated. Deletion "
        "protection must be inactivated first.");
  }
  // Its names would lead nowhere.
  POSTERN_TRY(const bool has_domain, domain::has_domain(txn, pool->id));
  if (has_domain) {
    return invalid_parameter(
        "User pool cannot be deleted. It has a domain configured that should be deleted first.");
  }
  POSTERN_CHECK(domain::refuse_during_import(txn, pool->id));
  return domain::erase_pool(txn, *pool);
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) { return erase(txn, pool_id); }));
  // The pool is gone whatever happens to this. What is left of a large one goes with maintenance.
  for (int slice = 0; slice < kSlicesAtOnce; ++slice) {
    const auto more = domain::sweep_some_doomed(context.store());
    if (!more.ok() || !*more) break;
  }
  return Json::object();
}

}  // namespace

const Operation kDeleteUserPool{"DeleteUserPool", handle};

}  // namespace postern::ops
