// Names of resources that can carry tags.
#include "ops/resource_arn.h"

#include "ops/render.h"

namespace postern::ops {

Result<std::string> pool_id_of_arn(const auth::Services& services, std::string_view arn) {
  const std::string prefix = pool_arn(services, {});
  if (!arn.starts_with(prefix) || arn.size() == prefix.size()) {
    return invalid_parameter("Invalid ResourceArn: " + std::string(arn));
  }
  return std::string(arn.substr(prefix.size()));
}

}  // namespace postern::ops
