// SetLogDeliveryConfiguration: where a pool's logs are to go; an empty list takes it back.
#include "domain/log_delivery.h"
#include "domain/settings.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  constexpr std::string_view kMembers[] = {"LogConfigurations"};
  const auto delivery =
      domain::new_resource(domain::pick_members(request, kMembers), context.store().now_us());
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_CHECK(domain::check_log_delivery(*pool, delivery.settings));
    POSTERN_CHECK(domain::put_log_delivery(txn, pool->id, delivery));
    return Json::object().set("LogDeliveryConfiguration", render_log_delivery(pool->id, delivery));
  });
}

}  // namespace

const Operation kSetLogDeliveryConfiguration{"SetLogDeliveryConfiguration", handle};

}  // namespace postern::ops
