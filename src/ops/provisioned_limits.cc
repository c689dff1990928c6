// The rates that Cognito documents for categories of its API.
#include "ops/provisioned_limits.h"

#include <algorithm>

#include "domain/settings.h"

namespace postern::ops {
namespace {

// Amazon Cognito Developer Guide, Quotas, October 2026.
constexpr ProvisionedLimit kLimits[] = {
    {"UserAuthentication", 120},
    {"UserCreation", 50},
    {"UserFederation", 25},
    {"UserAccountRecovery", 30},
    {"UserRead", 120},
    {"UserUpdate", 25},
    {"UserToken", 120},
    {"UserResourceRead", 50},
    {"UserResourceUpdate", 25},
    {"UserList", 30},
    {"UserPoolRead", 15},
    {"UserPoolUpdate", 15},
    {"UserPoolResourceRead", 20},
    {"UserPoolResourceUpdate", 15},
    {"UserPoolClientRead", 15},
    {"UserPoolClientUpdate", 15},
    {"ClientAuthentication", 150},
    {"LimitManagement", 1},
};

}  // namespace

Result<ProvisionedLimit> limit_of(const Json& definition) {
  const Json& attributes = domain::member_or_empty(definition, "Attributes");
  const std::string_view category = attributes.get_string("Category");
  const auto* found =
      std::find_if(std::begin(kLimits), std::end(kLimits),
                   [&](const ProvisionedLimit& limit) { return limit.category == category; });
  if (found != std::end(kLimits) && attributes.size() == 1) return *found;
  return invalid_parameter(
      "A limit of the class API_CATEGORY has one attribute: Category, the name of a category.");
}

Json render_limit(const ProvisionedLimit& limit) {
  Json definition = Json::object();
  definition.set("LimitClass", "API_CATEGORY")
      .set("Attributes", Json::object().set("Category", limit.category));
  return Json::object()
      .set("LimitDefinition", std::move(definition))
      .set("ProvisionedLimitValue", limit.per_second)
      .set("FreeLimitValue", limit.per_second);
}

}  // namespace postern::ops
