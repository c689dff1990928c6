// A SAML identity provider as its metadata has it, and what it calls the pool.
#include "federation/saml_partner.h"

namespace postern::federation {
namespace {

// In the cache no OpenID Connect issuer, which is an address, is called so (F18).
constexpr std::string_view kIssuer = "saml";

Result<SamlPartner> partner_of(const domain::IdentityProvider& provider, std::string_view xml) {
  auto metadata = domain::parse_saml_metadata(xml);
  if (!metadata.ok()) {
    return reject("server_error", provider.name + ": " + metadata.error().message);
  }
  SamlPartner partner{*std::move(metadata), {}};
  for (const std::string& certificate : partner.metadata.signing_certificates) {
    auto key = crypto::CertificateKey::from_certificate(certificate);
    if (key.ok()) partner.keys.push_back(*std::move(key));
  }
  // Without one no signature is ever good (X34).
  if (!partner.keys.empty()) return partner;
  return reject("server_error", "The metadata of " + provider.name + " has no acceptable key.");
}

}  // namespace

Result<SamlPartner> find_partner(const Upstream& upstream, const domain::IdentityProvider& provider,
                                 std::int64_t now_us) {
  const std::string_view file = provider.details.get_string("MetadataFile");
  if (!file.empty()) return partner_of(provider, file);
  const std::string url(provider.details.get_string("MetadataURL"));
  POSTERN_TRY(const auto document, upstream.text(kIssuer, url, now_us));
  auto partner = partner_of(provider, document->as_string());
  if (!partner.ok()) upstream.forget(kIssuer, url);
  return partner;
}

Result<SamlPartner> find_partner_anew(const Upstream& upstream,
                                      const domain::IdentityProvider& provider,
                                      std::int64_t now_us) {
  const std::string url(provider.details.get_string("MetadataURL"));
  if (!url.empty()) POSTERN_CHECK(upstream.newer_text(kIssuer, url, now_us));
  return find_partner(upstream, provider, now_us);
}

std::string entity_id_of(const domain::Pool& pool) {
  return "urn:amazon:cognito:sp:" + pool.id;
}

std::string acs_address(const oauth::LoginRequest& login) {
  return login.base_url + "/saml2/idpresponse";
}

std::string slo_address(const oauth::LoginRequest& login) {
  return login.base_url + "/saml2/logout";
}

bool has_flag(const domain::IdentityProvider& provider, std::string_view detail) {
  return provider.details.get_string(detail) == "true";
}

}  // namespace postern::federation
