// UpdateResourceServer: replaces name and scopes; clients keep what is gone listed, without effect.
#include "domain/resource_servers.h"
#include "domain/settings.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  constexpr std::string_view kMembers[] = {"Identifier", "Name", "Scopes"};
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(auto server,
                domain::require_resource_server(txn, pool->id, request.get_string("Identifier")));
    server.settings = domain::pick_members(request, kMembers);
    server.modified_us = context.store().now_us();
    POSTERN_CHECK(domain::check_resource_server(server.settings));
    POSTERN_CHECK(domain::put_resource_server(txn, pool->id, server));
    return Json::object().set("ResourceServer", render_resource_server(pool->id, server));
  });
}

}  // namespace

const Operation kUpdateResourceServer{"UpdateResourceServer", handle};

}  // namespace postern::ops
