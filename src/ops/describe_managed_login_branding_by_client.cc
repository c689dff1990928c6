// DescribeManagedLoginBrandingByClient: the style of an app client.
#include "domain/branding.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const bool merged = request.get_bool("ReturnMergedResources");
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto client,
                domain::load_client(txn, pool->id, request.get_string("ClientId")));
    POSTERN_TRY(const auto branding, domain::find_branding_of_client(txn, pool->id, client->id));
    if (!branding) {
      return reject("ResourceNotFoundException",
                    "App client " + client->id + " has no managed login branding.");
    }
    POSTERN_TRY(Json shown, render_branding(txn, pool->id, *branding, merged));
    return Json::object().set("ManagedLoginBranding", std::move(shown));
  });
}

}  // namespace

const Operation kDescribeManagedLoginBrandingByClient{"DescribeManagedLoginBrandingByClient",
                                                      handle};

}  // namespace postern::ops
