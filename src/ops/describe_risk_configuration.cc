// DescribeRiskConfiguration: what was set for the pool, or for the client that is named.
#include "domain/risk_configuration.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view client_id = request.get_string("ClientId");
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    if (!client_id.empty()) POSTERN_CHECK(domain::load_client(txn, pool->id, client_id));
    POSTERN_TRY(const auto found,
                domain::find_risk_configuration(
                    txn, pool->id, client_id.empty() ? domain::kAllClients : client_id));
    return Json::object().set(
        "RiskConfiguration",
        render_risk_configuration(pool->id, client_id, found.value_or(domain::PoolResource())));
  });
}

}  // namespace

const Operation kDescribeRiskConfiguration{"DescribeRiskConfiguration", handle};

}  // namespace postern::ops
