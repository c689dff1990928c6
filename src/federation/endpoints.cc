// Where an identity provider is asked for what.
#include "federation/endpoints.h"

#include <algorithm>

#include "domain/redirect_uri.h"

namespace postern::federation {
namespace {

// OpenID Connect Discovery 1.0, section 4.1.
std::string discovery_address(std::string_view issuer) {
  std::string address(issuer);
  if (address.ends_with('/')) address.pop_back();
  return address + "/.well-known/openid-configuration";
}

Error unusable(std::string_view issuer, std::string_view why) {
  return reject("server_error",
                "The discovery document of " + std::string(issuer) + " " + std::string(why) + ".");
}

bool is_allowed(std::string_view issuer, std::string_view address) {
  if (!domain::is_web_url(address)) return false;
  return address.starts_with("https://") || !issuer.starts_with("https://");
}

// Whether the secret can be sent in no other way than in the Authorization field; a document that
// says nothing means that one (section 3 of the same), but most take both.
bool takes_basic_only(const Json& document) {
  const Json* methods = document.find("token_endpoint_auth_methods_supported");
  if (methods == nullptr || !methods->is_array()) return false;
  const auto has = [&](std::string_view name) {
    return std::any_of(methods->as_array().begin(), methods->as_array().end(),
                       [&](const Json& one) { return one == Json(name); });
  };
  return has("client_secret_basic") && !has("client_secret_post");
}

Endpoints configured(const Json& details) {
  return {.issuer = std::string(details.get_string("oidc_issuer")),
          .authorize = std::string(details.get_string("authorize_url")),
          .token = std::string(details.get_string("token_url")),
          .attributes = std::string(details.get_string("attributes_url")),
          .jwks = std::string(details.get_string("jwks_uri"))};
}

Result<Endpoints> discover(const Upstream& upstream, std::string_view issuer, std::int64_t now_us) {
  const std::string address = discovery_address(issuer);
  POSTERN_TRY(const auto document, upstream.document(issuer, address, now_us));
  auto endpoints = read_discovery(issuer, *document);
  if (!endpoints.ok()) upstream.forget(issuer, address);
  return endpoints;
}

}  // namespace

Result<Endpoints> read_discovery(std::string_view issuer, const Json& document) {
  if (document.get_string("issuer") != issuer) return unusable(issuer, "is of another issuer");
  Endpoints endpoints{.issuer = std::string(issuer),
                      .authorize = std::string(document.get_string("authorization_endpoint")),
                      .token = std::string(document.get_string("token_endpoint")),
                      .attributes = std::string(document.get_string("userinfo_endpoint")),
                      .jwks = std::string(document.get_string("jwks_uri")),
                      .basic_only = takes_basic_only(document)};
  const bool usable = is_allowed(issuer, endpoints.authorize) &&
                      is_allowed(issuer, endpoints.token) && is_allowed(issuer, endpoints.jwks) &&
                      (endpoints.attributes.empty() || is_allowed(issuer, endpoints.attributes));
  if (!usable) return unusable(issuer, "has an address that is missing or not https");
  return endpoints;
}

Result<Endpoints> find_endpoints(const Upstream& upstream, const domain::IdentityProvider& provider,
                                 std::int64_t now_us) {
  Endpoints endpoints = configured(provider.details);
  if (!endpoints.authorize.empty()) return endpoints;
  return discover(upstream, endpoints.issuer, now_us);
}

Result<std::string> find_jwks(const Upstream& upstream, const Endpoints& endpoints,
                              std::int64_t now_us) {
  if (!endpoints.jwks.empty()) return endpoints.jwks;
  POSTERN_TRY(auto discovered, discover(upstream, endpoints.issuer, now_us));
  return std::move(discovered.jwks);
}

}  // namespace postern::federation
