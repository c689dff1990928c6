// CreateIdentityProvider: trusts another provider's word for who somebody is.
#include "ops/provider_requests.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  domain::IdentityProvider provider;
  provider.name = request.get_string("ProviderName");
  provider.type = request.get_string("ProviderType");
  provider.created_us = context.store().now_us();
  provider.modified_us = provider.created_us;
  POSTERN_TRY(const std::string certificate,
              encryption_certificate(context, pool_id, provider.type));
  const auto settings = provider_settings(request, certificate);
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_CHECK(domain::apply_settings(*pool, settings, provider));
    return domain::insert_provider(txn, *pool, provider);
  }));
  return Json::object().set("IdentityProvider", render_provider(pool_id, provider));
}

}  // namespace

const Operation kCreateIdentityProvider{"CreateIdentityProvider", handle};

}  // namespace postern::ops
