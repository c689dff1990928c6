// Which settings of an app client go together.
#include <algorithm>

#include "domain/client_attributes.h"
#include "domain/redirect_uri.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

constexpr std::int64_t kDay_s = 86'400;

bool contains(const Json& settings, std::string_view list, std::string_view wanted) {
  const Json& items = member_or_empty(settings, list);
  if (!items.is_array()) return false;
  return std::any_of(items.as_array().begin(), items.as_array().end(),
                     [&](const Json& item) { return item.as_string() == wanted; });
}

bool is_given(const Json& settings, std::string_view list) {
  return !member_or_empty(settings, list).empty();
}

// Runs `check` on every text of a list; a list that is not there passes.
template <class Check>
Status check_each(const Json& settings, std::string_view list, Check&& check) {
  const Json& items = member_or_empty(settings, list);
  if (!items.is_array()) return ok();
  for (const Json& item : items.as_array()) POSTERN_CHECK(check(item.as_string()));
  return ok();
}

Status check_lifetimes(const Client& client) {
  const auto within = [](std::int64_t value, std::int64_t low, std::int64_t high) {
    return value >= low && value <= high;
  };
  if (!within(client.id_token_ttl_s, 300, kDay_s) ||
      !within(client.access_token_ttl_s, 300, kDay_s) ||
      !within(client.refresh_token_ttl_s, 3'600, 3'650 * kDay_s)) {
    return invalid_parameter("Invalid range for token validity.");
  }
  if (client.refresh_token_ttl_s < std::max(client.id_token_ttl_s, client.access_token_ttl_s)) {
    return invalid_parameter(
        "Refresh token validity cannot be shorter than ID or access token validity.");
  }
  return ok();
}

Status check_flows(const Pool& pool, const Client& client) {
  bool current = false;
  bool legacy = false;
  POSTERN_CHECK(check_each(client.settings, "ExplicitAuthFlows", [&](const std::string& flow) {
    (flow.starts_with("ALLOW_") ? current : legacy) = true;
    return ok();
  }));
  if (current && legacy) {
    return invalid_parameter(
        "ExplicitAuthFlows cannot mix values with and without the ALLOW_ prefix.");
  }
  if (client.flows.user_auth && pool.settings.get_string("UserPoolTier") == "LITE") {
    return reject("FeatureUnavailableInTierException",
                  "ALLOW_USER_AUTH is not available in the LITE tier.");
  }
  // A client that is nobody's but its own signs no users in, and its secret is all it has.
  if (client.flows.client_token) {
    if (client.settings.find("ExplicitAuthFlows")->size() > 1) {
      return invalid_parameter("ALLOW_CLIENT_TOKEN_AUTH must be the only authentication flow.");
    }
    if (client.secrets.empty()) {
      return invalid_parameter("ALLOW_CLIENT_TOKEN_AUTH requires a client with a secret.");
    }
  }
  if (client.rotates_refresh_tokens && client.flows.refresh_token) {
    return invalid_parameter(
        "ALLOW_REFRESH_TOKEN_AUTH cannot be used when refresh token rotation is enabled.");
  }
  return ok();
}

Status check_oauth_flows(const Client& client) {
  const Json& settings = client.settings;
  if (contains(settings, "AllowedOAuthFlows", "client_credentials")) {
    if (client.secrets.empty()) {
      return reject("InvalidOAuthFlowException",
                    "client_credentials flow can not be selected if client does not have a client "
                    "secret.");
    }
    if (contains(settings, "AllowedOAuthFlows", "code") ||
        contains(settings, "AllowedOAuthFlows", "implicit")) {
      return reject("InvalidOAuthFlowException",
                    "client_credentials flow can not be selected along with code flow or implicit "
                    "flow.");
    }
  }
  if (settings.get_bool("AllowedOAuthFlowsUserPoolClient") &&
      (!is_given(settings, "AllowedOAuthFlows") || !is_given(settings, "AllowedOAuthScopes"))) {
    return reject("InvalidOAuthFlowException",
                  "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is "
                  "allowed to use OAuth flows.");
  }
  return ok();
}

Status check_redirects(const Client& client) {
  const Json& settings = client.settings;
  POSTERN_CHECK(check_each(settings, "CallbackURLs", check_redirect_uri));
  POSTERN_CHECK(check_each(settings, "LogoutURLs", check_redirect_uri));
  const std::string_view fallback = settings.get_string("DefaultRedirectURI");
  if (!fallback.empty() && !contains(settings, "CallbackURLs", fallback)) {
    return invalid_parameter("DefaultRedirectURI must be one of the CallbackURLs.");
  }
  return ok();
}

}  // namespace

bool is_client_writable(const Pool& pool, std::string_view attribute) {
  const AttributeSpec* spec = pool.schema.find(attribute);
  if (spec == nullptr || spec->developer_only) return false;
  // Written by the engine alone, or by administrators (A01, A03).
  return attribute != "sub" && attribute != "identities" && attribute != "email_verified" &&
         attribute != "phone_number_verified";
}

Status check_attribute_lists(const Pool& pool, const Client& client, std::string_view doing) {
  const auto invalid = [&](std::string_view kind) {
    return Status(invalid_parameter("Invalid " + std::string(kind) +
                                    " attributes specified while " + std::string(doing) +
                                    " a client"));
  };
  POSTERN_CHECK(check_each(client.settings, "ReadAttributes", [&](const std::string& name) {
    return pool.schema.find(name) != nullptr ? ok() : invalid("read");
  }));
  POSTERN_CHECK(check_each(client.settings, "WriteAttributes", [&](const std::string& name) {
    return is_client_writable(pool, name) ? ok() : invalid("write");
  }));
  if (!client.settings.contains("WriteAttributes")) return ok();
  // Nobody could sign up through a client that may not write what the pool requires.
  for (const AttributeSpec& spec : pool.schema.all()) {
    if (spec.required && spec.name != "sub" &&
        !contains(client.settings, "WriteAttributes", spec.name)) {
      return invalid("write");
    }
  }
  return ok();
}

Status check_client(const Pool& pool, const Client& client) {
  POSTERN_CHECK(check_lifetimes(client));
  POSTERN_CHECK(check_flows(pool, client));
  POSTERN_CHECK(check_oauth_flows(client));
  POSTERN_CHECK(check_redirects(client));
  if (client.settings.get_bool("EnablePropagateAdditionalUserContextData") &&
      client.secrets.empty()) {
    return invalid_parameter(
        "EnablePropagateAdditionalUserContextData requires a client with a secret.");
  }
  return ok();
}

}  // namespace postern::domain
