// What an identity provider may be configured with.
#include <algorithm>

#include "domain/identity_provider.h"
#include "domain/provider_types.h"
#include "domain/saml_metadata.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

constexpr std::string_view kDefaultFacebookVersion = "v17.0";
// Names under which a request means no provider.
constexpr std::string_view kReservedNames[] = {"COGNITO", "Cognito"};

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

Status check_name(const ProviderTypeSpec& type, std::string_view name) {
  const bool is_social_name =
      find_provider_type(name) != nullptr && find_provider_type(name)->is_social;
  const bool is_reserved = std::find(std::begin(kReservedNames), std::end(kReservedNames), name) !=
                           std::end(kReservedNames);
  const bool fits = type.is_social ? name == type.name : !is_social_name && !is_reserved;
  if (fits) return ok();
  return invalid_parameter("Provider " + std::string(name) + " cannot be of type " +
                           std::string(type.name) + ".");
}

Status check_required(const ProviderTypeSpec& type, const Json& details) {
  std::vector<std::string_view> required;
  bool complete = true;
  for (const Detail& detail : type.details) {
    if (!detail.required) continue;
    required.push_back(detail.key);
    complete = complete && !details.get_string(detail.key).empty();
  }
  if (complete) return ok();
  return invalid_parameter(joined(required) + " are all required idp details");
}

// Details that follow from the others, as a description shows them.
Result<Json> derived_details(const ProviderTypeSpec& type, const Json& details,
                             std::string_view encryption_certificate) {
  Json derived = Json::object();
  for (const FixedDetail& fixed : type.fixed) {
    std::string value(fixed.value);
    if (const std::size_t star = value.find('*'); star != std::string::npos) {
      value.replace(star, 1, details.get_string("api_version"));
    }
    derived.set(fixed.key, std::move(value));
  }
  if (const std::string_view file = details.get_string("MetadataFile"); !file.empty()) {
    POSTERN_TRY(const SamlMetadata metadata, parse_saml_metadata(file));
    if (!metadata.sso_redirect_url.empty()) {
      derived.set("SSORedirectBindingURI", metadata.sso_redirect_url);
    }
    if (!metadata.slo_redirect_url.empty()) {
      derived.set("SLORedirectBindingURI", metadata.slo_redirect_url);
    }
  }
  if (!encryption_certificate.empty()) {
    derived.set("ActiveEncryptionCertificate", encryption_certificate);
  }
  return derived;
}

const Detail* find_detail(const ProviderTypeSpec& type, std::string_view key) {
  const auto found = std::find_if(type.details.begin(), type.details.end(),
                                  [&](const Detail& detail) { return detail.key == key; });
  return found == type.details.end() ? nullptr : &*found;
}

// What a description shows may be sent back: nothing else is written where values follow.
Status check_unlisted(const JsonMember& given, const Json& shown, const Json& derived) {
  const bool is_shown = shown.get_string(given.key) == given.value.as_string() ||
                        derived.get_string(given.key) == given.value.as_string();
  const bool is_known = shown.contains(given.key) || derived.contains(given.key);
  if (is_known && is_shown) return ok();
  return invalid_parameter(is_known ? "The provider detail " + given.key + " cannot be changed."
                                    : "Unknown provider detail " + given.key + ".");
}

Status check_metadata_source(const ProviderTypeSpec& type, const Json& details) {
  if (type.name != "SAML") return ok();
  if (details.contains("MetadataURL") != details.contains("MetadataFile")) return ok();
  return invalid_parameter("Exactly one of MetadataURL and MetadataFile is required.");
}

// A discovery document tells all four endpoints; without one all must be told.
Status check_endpoints(const ProviderTypeSpec& type, const Json& details) {
  if (type.name != "OIDC") return ok();
  std::size_t given = 0;
  for (const auto key : {"attributes_url", "authorize_url", "jwks_uri", "token_url"}) {
    given += details.contains(key) ? 1 : 0;
  }
  if (given == 0 || given == 4) return ok();
  return invalid_parameter(
      "attributes_url, authorize_url, jwks_uri and token_url are required together.");
}

// The written ones, in a provider that a description of `shown` may be sent back to.
Result<Json> written_details(const ProviderTypeSpec& type, const Json& given, const Json& shown) {
  Json details = Json::object();
  for (const JsonMember& member : given.as_object()) {
    const Detail* detail = find_detail(type, member.key);
    if (detail == nullptr || member.value.is_null()) continue;
    POSTERN_CHECK(check_detail(*detail, member.value.as_string()));
    details.set(member.key, member.value);
  }
  // It is not shown, so that sending back what is shown must not take it away.
  if (const Json* kept = shown.find("private_key")) set_default(details, "private_key", *kept);
  if (type.name == "Facebook") set_default(details, "api_version", kDefaultFacebookVersion);
  return details;
}

Result<Json> complete_details(const ProviderTypeSpec& type, const Json& given, const Json& shown,
                              std::string_view encryption_certificate) {
  POSTERN_TRY(Json details, written_details(type, given, shown));
  POSTERN_CHECK(check_required(type, details));
  POSTERN_CHECK(check_metadata_source(type, details));
  POSTERN_CHECK(check_endpoints(type, details));
  POSTERN_TRY(const Json derived, derived_details(type, details, encryption_certificate));
  for (const JsonMember& member : given.as_object()) {
    if (find_detail(type, member.key) != nullptr || member.value.is_null()) continue;
    POSTERN_CHECK(check_unlisted(member, shown, derived));
  }
  for (const JsonMember& member : derived.as_object()) details.set(member.key, member.value);
  return details;
}

// Who may be what is the pool's own to say: no provider writes a sub or its links (F15).
bool is_mappable(const Pool& pool, std::string_view attribute) {
  return attribute == "username" || (attribute != "sub" && attribute != "identities" &&
                                     pool.schema.find(attribute) != nullptr);
}

Result<Json> checked_mapping(const Pool& pool, const ProviderTypeSpec& type, const Json& given) {
  Json mapping = given;
  if (!type.subject_claim.empty()) set_default(mapping, "username", type.subject_claim);
  for (const JsonMember& member : mapping.as_object()) {
    const std::string_view claim = member.value.is_string() ? member.value.as_string() : "";
    if (!is_mappable(pool, member.key) || claim.empty()) {
      return invalid_parameter("Invalid attribute mapping: " + member.key + ".");
    }
  }
  const std::string_view subject = mapping.get_string("username", type.subject_claim);
  if (!type.subject_claim.empty() && subject != type.subject_claim) {
    return invalid_parameter("The attribute username must be mapped to " +
                             std::string(type.subject_claim) + ".");
  }
  return mapping;
}

Status check_acr_mapping(const ProviderTypeSpec& type, const Json& mapping) {
  if (mapping.empty()) return ok();
  if (type.name != "OIDC") {
    return invalid_parameter("Only OIDC identity providers support AcrMapping.");
  }
  for (const JsonMember& member : mapping.as_object()) {
    const bool is_level = member.key.size() == 6 && member.key.starts_with("Level") &&
                          member.key[5] >= '1' && member.key[5] <= '4';
    if (!is_level || !member.value.is_string() || member.value.as_string().empty()) {
      return invalid_parameter("Invalid AcrMapping: " + member.key + ".");
    }
  }
  return ok();
}

Result<std::vector<std::string>> checked_identifiers(const Json& given) {
  std::vector<std::string> identifiers;
  for (const Json& identifier : given.as_array()) {
    const std::string& text = identifier.as_string();
    if (std::find(identifiers.begin(), identifiers.end(), text) != identifiers.end()) {
      return invalid_parameter("The identifier " + text + " is given more than once.");
    }
    identifiers.push_back(text);
  }
  return identifiers;
}

}  // namespace

Status apply_settings(const Pool& pool, const ProviderSettings& settings,
                      IdentityProvider& provider) {
  const ProviderTypeSpec* type = find_provider_type(provider.type);
  if (type == nullptr) return invalid_parameter("Unknown provider type " + provider.type + ".");
  POSTERN_CHECK(check_name(*type, provider.name));
  if (settings.details != nullptr) {
    POSTERN_TRY(provider.details, complete_details(*type, *settings.details, provider.details,
                                                   settings.encryption_certificate));
  }
  const Json& mapping = settings.attribute_mapping == nullptr ? provider.attribute_mapping
                                                              : *settings.attribute_mapping;
  POSTERN_TRY(provider.attribute_mapping, checked_mapping(pool, *type, mapping));
  if (settings.acr_mapping != nullptr) provider.acr_mapping = *settings.acr_mapping;
  POSTERN_CHECK(check_acr_mapping(*type, provider.acr_mapping));
  if (settings.identifiers != nullptr) {
    POSTERN_TRY(provider.identifiers, checked_identifiers(*settings.identifiers));
  }
  return ok();
}

}  // namespace postern::domain
