// DescribeIdentityProvider: the configuration of one provider.
#include "ops/provider_requests.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto provider,
                domain::require_provider(txn, pool->id, request.get_string("ProviderName")));
    return Json::object().set("IdentityProvider", render_provider(pool->id, provider));
  });
}

}  // namespace

const Operation kDescribeIdentityProvider{"DescribeIdentityProvider", handle};

}  // namespace postern::ops
