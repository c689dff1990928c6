// DescribeUserPool: everything a pool was configured with.
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const std::int64_t users, domain::count_users(txn, *pool));
    return Json::object().set("UserPool", render_pool(context.services, *pool, users));
  });
}

}  // namespace

const Operation kDescribeUserPool{"DescribeUserPool", handle};

}  // namespace postern::ops
