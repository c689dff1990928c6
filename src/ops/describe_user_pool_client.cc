// DescribeUserPoolClient: everything an app client was configured with, its secret included.
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto client,
                domain::load_client(txn, pool->id, request.get_string("ClientId")));
    return Json::object().set("UserPoolClient", render_client(*client));
  });
}

}  // namespace

const Operation kDescribeUserPoolClient{"DescribeUserPoolClient", handle};

}  // namespace postern::ops
