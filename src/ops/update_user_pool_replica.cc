// UpdateUserPoolReplica: the one replica is active and stays so.
#include "ops/registry.h"
#include "ops/replica_requests.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto pool, pool_of(context, request));
  POSTERN_CHECK(check_region(context.services, request.get_string("RegionName")));
  if (request.get_string("Status") != "ACTIVE") {
    return invalid_parameter("The primary replica cannot be deactivated.");
  }
  return Json::object().set("UserPoolReplica", render_primary(context.services, pool->id));
}

}  // namespace

const Operation kUpdateUserPoolReplica{"UpdateUserPoolReplica", handle};

}  // namespace postern::ops
