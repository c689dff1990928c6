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

using Clients = std::vector<domain::ClientPtr>;

bool is_of_type(const domain::Client& client, std::string_view type) {
  return type.empty() || client.settings.get_string("ClientType", "REGULAR") == type;
}

// One more than the page takes, where there is one.
Result<Clients> clients_of_type(domain::Txn& txn, std::string_view pool_id, const Page& page,
                                std::string_view type) {
  Clients found;
  for (std::string after = page.after; found.size() <= page.limit;) {
    POSTERN_TRY(const Clients next, domain::list_clients(txn, pool_id, after, page.limit + 1));
    for (const domain::ClientPtr& client : next) {
      if (is_of_type(*client, type)) found.push_back(client);
    }
    if (next.size() <= page.limit) break;
    after = next.back()->id;
  }
  return found;
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const Listing listing{"ListUserPoolClients", pool_id, "MaxResults"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(const auto clients, context.store().read([&](domain::Txn& txn) -> Result<Clients> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    return clients_of_type(txn, pool->id, page, request.get_string("ClientType"));
  }));
  return render_page(
      context, listing, page, "UserPoolClients", clients,
      [](const domain::ClientPtr& client) { return render_summary(*client); },
      [](const domain::ClientPtr& client) { return client->id; });
}

}  // namespace

const Operation kListUserPoolClients{"ListUserPoolClients", handle};

}  // namespace postern::ops
