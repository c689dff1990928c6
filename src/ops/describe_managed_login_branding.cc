// DescribeManagedLoginBranding: one style of a pool, alone or merged with the defaults.
#include "domain/branding.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const bool merged = request.get_bool("ReturnMergedResources");
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(
        const auto branding,
        domain::require_branding(txn, pool->id, request.get_string("ManagedLoginBrandingId")));
    POSTERN_TRY(Json shown, render_branding(txn, pool->id, branding, merged));
    return Json::object().set("ManagedLoginBranding", std::move(shown));
  });
}

}  // namespace

const Operation kDescribeManagedLoginBranding{"DescribeManagedLoginBranding", handle};

}  // namespace postern::ops
