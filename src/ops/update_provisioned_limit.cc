// UpdateProvisionedLimit: takes the default back as it is; there is no rate above it to buy.
#include "ops/provisioned_limits.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context&, const Json& request) {
  POSTERN_TRY(const ProvisionedLimit limit, limit_of(*request.find("LimitDefinition")));
  const std::int64_t requested = request.get_int("RequestedLimitValue");
  const std::string per_second = std::to_string(limit.per_second);
  if (requested < limit.per_second) {
    return invalid_parameter("RequestedLimitValue must be at least the default limit of " +
                             per_second + ".");
  }
  if (requested > limit.per_second) {
    return reject("ServiceQuotaExceededException",
                  "The account's maximum is the default of " + per_second +
                      ": this engine provisions no rates and holds nobody to them.");
  }
  return Json::object().set("Limit", render_limit(limit));
}

}  // namespace

const Operation kUpdateProvisionedLimit{"UpdateProvisionedLimit", handle};

}  // namespace postern::ops
