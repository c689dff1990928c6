// ListResourceServers: the resource servers of a pool by identifier.
#include "domain/resource_servers.h"
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const Listing listing{"ListResourceServers", pool_id, "MaxResults"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  using Servers = std::vector<domain::PoolResource>;
  POSTERN_TRY(const auto servers, context.store().read([&](domain::Txn& txn) -> Result<Servers> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    return domain::list_resource_servers(txn, pool->id, page.after, page.limit + 1);
  }));
  return render_page(
      context, listing, page, "ResourceServers", servers,
      [&](const domain::PoolResource& server) { return render_resource_server(pool_id, server); },
      [](const domain::PoolResource& server) { return server.settings.get_string("Identifier"); });
}

}  // namespace

const Operation kListResourceServers{"ListResourceServers", handle};

}  // namespace postern::ops
