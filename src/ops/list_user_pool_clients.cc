// ListUserPoolClients: the app clients of a pool, in the order of their ids.
#include "ops/paging.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

// UserPoolClientDescription.
Json render_summary(const domain::Client& client) {
  Json json = Json::object();
  json.set("ClientId", client.id).set("UserPoolId", client.pool_id).set("ClientName", client.name);
  return json;
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const Listing listing{"ListUserPoolClients", pool_id, "MaxResults"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  using Clients = std::vector<domain::ClientPtr>;
  POSTERN_TRY(const auto clients, context.store().read([&](domain::Txn& txn) -> Result<Clients> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    return domain::list_clients(txn, pool->id, page.after, page.limit + 1);
  }));
  return render_page(
      context, listing, page, "UserPoolClients", clients,
      [](const domain::ClientPtr& client) { return render_summary(*client); },
      [](const domain::ClientPtr& client) { return client->id; });
}

}  // namespace

const Operation kListUserPoolClients{"ListUserPoolClients", handle};

}  // namespace postern::ops
