// DescribeResourceServer: one resource server of a pool.
#include "domain/resource_servers.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto server,
                domain::require_resource_server(txn, pool->id, request.get_string("Identifier")));
    return Json::object().set("ResourceServer", render_resource_server(pool->id, server));
  });
}

}  // namespace

const Operation kDescribeResourceServer{"DescribeResourceServer", handle};

}  // namespace postern::ops
