// ListUserPoolClientSecrets: which secrets a client has, oldest first, without their values.
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  // Both fit on one page: any token that comes in is not ours.
  const Listing listing{"ListUserPoolClientSecrets", request.get_string("ClientId")};
  POSTERN_TRY([[maybe_unused]] const Page page, parse_page(context, listing, request));
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto client,
                domain::load_client(txn, pool->id, request.get_string("ClientId")));
    Json list = Json::array();
    for (const auto& secret : client->secrets) list.push_back(render_client_secret(secret));
    return Json::object().set("ClientSecrets", std::move(list));
  });
}

}  // namespace

const Operation kListUserPoolClientSecrets{"ListUserPoolClientSecrets", handle};

}  // namespace postern::ops
