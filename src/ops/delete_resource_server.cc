// DeleteResourceServer: its scopes are granted to nobody any more.
#include "domain/resource_servers.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view identifier = request.get_string("Identifier");
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_CHECK(domain::require_resource_server(txn, pool->id, identifier));
    return domain::erase_resource_server(txn, pool->id, identifier);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteResourceServer{"DeleteResourceServer", handle};

}  // namespace postern::ops
