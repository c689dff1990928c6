// UpdateIdentityProvider: replaces the members a request carries; the others stay.
#include "ops/provider_requests.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<std::string> type_of(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<std::string> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto provider,
                domain::require_provider(txn, pool->id, request.get_string("ProviderName")));
    return provider.type;
  });
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  POSTERN_TRY(const std::string type, type_of(context, request));
  POSTERN_TRY(const std::string certificate, encryption_certificate(context, pool_id, type));
  const auto settings = provider_settings(request, certificate);
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_TRY(const auto before,
                domain::require_provider(txn, pool_id, request.get_string("ProviderName")));
    domain::IdentityProvider after = before;
    POSTERN_CHECK(domain::apply_settings(*pool, settings, after));
    after.modified_us = context.store().now_us();
    POSTERN_CHECK(domain::update_provider(txn, *pool, before, after));
    return Json::object().set("IdentityProvider", render_provider(pool_id, after));
  });
}

}  // namespace

const Operation kUpdateIdentityProvider{"UpdateIdentityProvider", handle};

}  // namespace postern::ops
