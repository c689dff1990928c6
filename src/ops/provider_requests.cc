// What the operations on identity providers have in common.
#include "ops/provider_requests.h"

#include "codec/base64.h"
#include "ops/render.h"
#include "tokens/pool_certificates.h"

namespace postern::ops {

Json render_provider(std::string_view pool_id, const domain::IdentityProvider& provider) {
  Json details = provider.details;
  details.erase("private_key");
  Json identifiers = Json::array();
  for (const std::string& identifier : provider.identifiers) identifiers.push_back(identifier);
  Json json = Json::object();
  json.set("UserPoolId", pool_id)
      .set("ProviderName", provider.name)
      .set("ProviderType", provider.type)
      .set("ProviderDetails", std::move(details))
      .set("AttributeMapping", provider.attribute_mapping)
      .set("IdpIdentifiers", std::move(identifiers));
  if (!provider.acr_mapping.empty()) json.set("AcrMapping", provider.acr_mapping);
  json.set("LastModifiedDate", render_time(provider.modified_us))
      .set("CreationDate", render_time(provider.created_us));
  return json;
}

domain::ProviderSettings provider_settings(const Json& request,
                                           std::string_view encryption_certificate) {
  const auto given = [&](std::string_view name) -> const Json* {
    const Json* member = request.find(name);
    return member == nullptr || member->is_null() ? nullptr : member;
  };
  return {.details = given("ProviderDetails"),
          .attribute_mapping = given("AttributeMapping"),
          .identifiers = given("IdpIdentifiers"),
          .acr_mapping = given("AcrMapping"),
          .encryption_certificate = encryption_certificate};
}

Result<std::string> encryption_certificate(Context& context, std::string_view pool_id,
                                           std::string_view provider_type) {
  if (provider_type != "SAML") return std::string();
  POSTERN_TRY(const auto certificate,
              tokens::find_or_make_certificate(context.store(), pool_id, tokens::kSamlEncryption));
  return codec::base64_encode(certificate.der);
}

}  // namespace postern::ops
