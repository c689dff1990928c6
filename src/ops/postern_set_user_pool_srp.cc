// postern:SetUserPoolSrp: whether a pool keeps SRP verifiers beside its password hashes.
//
// A verifier can be attacked offline at a fraction of the cost of an Argon2id hash, should both the
// store and its root key be stolen. A host whose clients send the password can do without.
#include "domain/srp_verifiers.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Status save(Context& context, std::string_view pool_id, bool srp_off) {
  return context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto present, domain::load_pool(txn, pool_id));
    domain::Pool changed(*present);
    changed.srp_off = srp_off;
    return domain::save_pool(txn, changed);
  });
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const Json* enabled = request.find("Enabled");
  if (pool_id.empty()) return invalid_parameter("Missing required parameter UserPoolId");
  if (enabled == nullptr || !enabled->is_bool()) {
    return invalid_parameter("Missing required parameter Enabled, true or false");
  }
  POSTERN_CHECK(save(context, pool_id, !enabled->as_bool()));
  // Switched on again, a verifier comes back with the user's next password or password sign-in.
  if (!enabled->as_bool()) {
    POSTERN_CHECK(domain::erase_srp_verifiers(context.store(), pool_id));
  }
  return Json::object().set("UserPoolId", pool_id).set("Enabled", *enabled);
}

}  // namespace

const Operation kPosternSetUserPoolSrp{"SetUserPoolSrp", handle};

}  // namespace postern::ops
