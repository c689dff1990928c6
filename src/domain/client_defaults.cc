// The settings of an app client as API JSON: what a request left out, and what an update keeps.
#include "domain/client.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

// In the order in which DescribeUserPoolClient shows them. Secrets are kept apart.
constexpr std::string_view kMembers[] = {
    "ClientName",
    "RefreshTokenValidity",
    "AccessTokenValidity",
    "IdTokenValidity",
    "TokenValidityUnits",
    "ReadAttributes",
    "WriteAttributes",
    "ExplicitAuthFlows",
    "SupportedIdentityProviders",
    "CallbackURLs",
    "LogoutURLs",
    "DefaultRedirectURI",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "AllowedOAuthFlowsUserPoolClient",
    "AnalyticsConfiguration",
    "PreventUserExistenceErrors",
    "EnableTokenRevocation",
    "EnablePropagateAdditionalUserContextData",
    "AuthSessionValidity",
    "RefreshTokenRotation",
};

}  // namespace

Json with_client_defaults(const Json& request) {
  Json settings = pick_members(request, kMembers);
  set_default(settings, "RefreshTokenValidity", 30);
  set_default(settings, "AllowedOAuthFlowsUserPoolClient", false);
  set_default(settings, "EnableTokenRevocation", true);
  set_default(settings, "EnablePropagateAdditionalUserContextData", false);
  set_default(settings, "AuthSessionValidity", 3);
  return settings;
}

Json updated_client_settings(const Json& present, const Json& request) {
  Json settings = with_client_defaults(request);
  set_default(settings, "ClientName", present.get_string("ClientName"));
  if (const Json* type = present.find("ClientType")) settings.set("ClientType", *type);
  return settings;
}

}  // namespace postern::domain
