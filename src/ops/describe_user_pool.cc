// DescribeUserPool: everything a pool was configured with.
#include "domain/user_pool_domains.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Status add_domains(domain::Txn& txn, const domain::Pool& pool, Json& shown) {
  using domain::DomainKind;
  POSTERN_TRY(const auto prefix, domain::domain_of_pool(txn, pool.id, DomainKind::prefix));
  if (prefix) shown.set("Domain", prefix->name());
  POSTERN_TRY(const auto custom, domain::domain_of_pool(txn, pool.id, DomainKind::custom));
  if (custom) shown.set("CustomDomain", custom->name());
  return ok();
}

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const std::int64_t users, domain::count_users(txn, *pool));
    Json shown = render_pool(context.services, *pool, users);
    POSTERN_CHECK(add_domains(txn, *pool, shown));
    return Json::object().set("UserPool", std::move(shown));
  });
}

}  // namespace

const Operation kDescribeUserPool{"DescribeUserPool", handle};

}  // namespace postern::ops
