// DeleteManagedLoginBranding: the style and its images go.
#include "domain/branding.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(
        const auto branding,
        domain::require_branding(txn, pool->id, request.get_string("ManagedLoginBrandingId")));
    return domain::erase_branding(txn, pool->id, branding);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteManagedLoginBranding{"DeleteManagedLoginBranding", handle};

}  // namespace postern::ops
