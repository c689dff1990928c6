// GetIdentityProviderByIdentifier: the provider one of its other names means.
#include "ops/provider_requests.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto provider, domain::require_provider_by_identifier(
                                         txn, pool->id, request.get_string("IdpIdentifier")));
    return Json::object().set("IdentityProvider", render_provider(pool->id, provider));
  });
}

}  // namespace

const Operation kGetIdentityProviderByIdentifier{"GetIdentityProviderByIdentifier", handle};

}  // namespace postern::ops
