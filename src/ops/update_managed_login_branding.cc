// UpdateManagedLoginBranding: changes what the request names of a style; large ones in several
// requests.
#include "domain/branding.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

// The model requires neither of them, but there is nothing to change without.
Status check_names_style(const Json& request) {
  for (const std::string_view member : {"UserPoolId", "ManagedLoginBrandingId"}) {
    if (request.get_string(member).empty()) {
      return invalid_parameter("Missing required parameter " + std::string(member));
    }
  }
  return ok();
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(check_names_style(request));
  domain::Store& store = context.store();
  return store.transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(auto branding, domain::require_branding(
                                   txn, pool->id, request.get_string("ManagedLoginBrandingId")));
    POSTERN_CHECK(domain::change_branding(txn, store.random(), pool->id, branding, request));
    branding.modified_us = store.now_us();
    POSTERN_CHECK(domain::put_branding(txn, pool->id, branding));
    POSTERN_TRY(Json shown, render_branding(txn, pool->id, branding, /*merged=*/false));
    return Json::object().set("ManagedLoginBranding", std::move(shown));
  });
}

}  // namespace

const Operation kUpdateManagedLoginBranding{"UpdateManagedLoginBranding", handle};

}  // namespace postern::ops
