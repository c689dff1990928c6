// GetLogDeliveryConfiguration: where a pool's logs are to go.
#include "domain/log_delivery.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto delivery, domain::log_delivery_of(txn, pool->id));
    return Json::object().set("LogDeliveryConfiguration", render_log_delivery(pool->id, delivery));
  });
}

}  // namespace

const Operation kGetLogDeliveryConfiguration{"GetLogDeliveryConfiguration", handle};

}  // namespace postern::ops
