// CreateUserPoolReplica: refused, because an engine serves one Region.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(pool_of(context, request));
  if (request.get_string("RegionName") == context.services.region) {
    return invalid_parameter("The user pool is in the Region " + context.services.region +
                             " already.");
  }
  return reject("OperationNotEnabledException",
                "This engine serves one Region and copies no user pool to another: replicate the "
                "storage it runs on instead.");
}

}  // namespace

const Operation kCreateUserPoolReplica{"CreateUserPoolReplica", handle};

}  // namespace postern::ops
