// CreateManagedLoginBranding: gives an app client's sign-in pages a style.
#include "domain/branding.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  domain::Store& store = context.store();
  return store.transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto client,
                domain::load_client(txn, pool->id, request.get_string("ClientId")));
    auto branding = domain::new_branding(store.random(), client->id, store.now_us());
    POSTERN_CHECK(domain::change_branding(txn, store.random(), pool->id, branding, request));
    POSTERN_CHECK(domain::insert_branding(txn, pool->id, branding));
    POSTERN_TRY(Json shown, render_branding(txn, pool->id, branding, /*merged=*/false));
    return Json::object().set("ManagedLoginBranding", std::move(shown));
  });
}

}  // namespace

const Operation kCreateManagedLoginBranding{"CreateManagedLoginBranding", handle};

}  // namespace postern::ops
