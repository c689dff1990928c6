// CreateResourceServer: an API that access tokens of the pool may be for, and its scopes.
#include "domain/resource_servers.h"
#include "domain/settings.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  constexpr std::string_view kMembers[] = {"Identifier", "Name", "Scopes"};
  const auto server =
      domain::new_resource(domain::pick_members(request, kMembers), context.store().now_us());
  POSTERN_CHECK(domain::check_resource_server(server.settings));
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_CHECK(domain::insert_resource_server(txn, pool->id, server));
    return Json::object().set("ResourceServer", render_resource_server(pool->id, server));
  });
}

}  // namespace

const Operation kCreateResourceServer{"CreateResourceServer", handle};

}  // namespace postern::ops
