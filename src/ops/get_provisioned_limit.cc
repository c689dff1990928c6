// GetProvisionedLimit: the rate documented for a category of the API.
#include "ops/provisioned_limits.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context&, const Json& request) {
  POSTERN_TRY(const ProvisionedLimit limit, limit_of(*request.find("LimitDefinition")));
  return Json::object().set("Limit", render_limit(limit));
}

}  // namespace

const Operation kGetProvisionedLimit{"GetProvisionedLimit", handle};

}  // namespace postern::ops
