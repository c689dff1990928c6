// Replicas of a pool, of which an engine that serves one Region has one: the pool itself.
#include "ops/replica_requests.h"

#include "ops/render.h"

namespace postern::ops {

Json render_primary(const auth::Services& services, std::string_view pool_id) {
  return Json::object()
      .set("RegionName", services.region)
      .set("Status", "ACTIVE")
      .set("Role", "PRIMARY")
      .set("UserPoolArn", pool_arn(services, pool_id));
}

Status check_region(const auth::Services& services, std::string_view region) {
  if (region == services.region) return ok();
  return reject("ResourceNotFoundException",
                "The user pool has no replica in the Region " + std::string(region) + ".");
}

}  // namespace postern::ops
