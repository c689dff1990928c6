// SetRiskConfiguration: what threat protection is to do about risks, of a pool or one of its
// clients. Kept as it is given; what acts on it is said in domain/risk_configuration.h.
#include "domain/risk_configuration.h"
#include "domain/settings.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  constexpr std::string_view kMembers[] = {"CompromisedCredentialsRiskConfiguration",
                                           "AccountTakeoverRiskConfiguration",
                                           "RiskExceptionConfiguration"};
  const std::string_view client_id = request.get_string("ClientId");
  const auto configuration =
      domain::new_resource(domain::pick_members(request, kMembers), context.store().now_us());
  POSTERN_CHECK(domain::check_risk_configuration(configuration.settings));
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    if (!client_id.empty()) POSTERN_CHECK(domain::load_client(txn, pool->id, client_id));
    POSTERN_CHECK(domain::set_risk_configuration(
        txn, pool->id, client_id.empty() ? domain::kAllClients : client_id, configuration));
    return Json::object().set("RiskConfiguration",
                              render_risk_configuration(pool->id, client_id, configuration));
  });
}

}  // namespace

const Operation kSetRiskConfiguration{"SetRiskConfiguration", handle};

}  // namespace postern::ops
