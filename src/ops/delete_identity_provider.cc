// DeleteIdentityProvider: nobody signs in through it any more. Its users and their links stay.
#include "domain/identity_provider.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto provider,
                domain::require_provider(txn, pool->id, request.get_string("ProviderName")));
    return domain::erase_provider(txn, *pool, provider);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteIdentityProvider{"DeleteIdentityProvider", handle};

}  // namespace postern::ops
