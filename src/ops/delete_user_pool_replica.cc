// DeleteUserPoolReplica: refused, because the one replica is the pool itself.
#include "ops/registry.h"
#include "ops/replica_requests.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(pool_of(context, request));
  POSTERN_CHECK(check_region(context.services, request.get_string("RegionName")));
  return invalid_parameter("The primary replica is the user pool itself: delete that.");
}

}  // namespace

const Operation kDeleteUserPoolReplica{"DeleteUserPoolReplica", handle};

}  // namespace postern::ops
