// What a SAML identity provider says of itself, as far as its configuration needs it.
#include "domain/saml_metadata.h"

#include <algorithm>

#include "codec/base64.h"
#include "codec/xml.h"
#include "domain/redirect_uri.h"

namespace postern::domain {
namespace {

using codec::XmlElement;

constexpr std::string_view kMetadata = "urn:oasis:names:tc:SAML:2.0:metadata";
constexpr std::string_view kSignature = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view kProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";
constexpr std::string_view kRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
constexpr std::string_view kPost = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

Error invalid(std::string_view why) {
  return invalid_parameter("Invalid SAML metadata: " + std::string(why));
}

const XmlElement* child(const XmlElement& parent, std::string_view uri, std::string_view name) {
  for (const XmlElement& one : parent.children) {
    if (one.is(uri, name)) return &one;
  }
  return nullptr;
}

Result<std::string> location(const XmlElement& role, std::string_view service,
                             std::string_view binding) {
  for (const XmlElement& one : role.children) {
    if (!one.is(kMetadata, service) || one.attribute("Binding") != binding) continue;
    const std::string_view url = one.attribute("Location");
    if (!is_web_url(url)) return invalid(std::string(service) + " has no usable Location.");
    return std::string(url);
  }
  return std::string();
}

// Base64 in XML is broken into lines.
Result<std::string> certificate_of(const XmlElement& key) {
  const XmlElement* info = child(key, kSignature, "KeyInfo");
  const XmlElement* data = info == nullptr ? nullptr : child(*info, kSignature, "X509Data");
  const XmlElement* text = data == nullptr ? nullptr : child(*data, kSignature, "X509Certificate");
  if (text == nullptr) return std::string();
  std::string base64;
  for (const char c : text->text) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') base64.push_back(c);
  }
  auto der = codec::base64_decode(base64);
  if (!der.ok() || der->empty()) return invalid("an X509Certificate is not base64.");
  return der;
}

Status read_keys(const XmlElement& role, SamlMetadata& metadata) {
  for (const XmlElement& key : role.children) {
    if (!key.is(kMetadata, "KeyDescriptor") || key.attribute("use") == "encryption") continue;
    POSTERN_TRY(std::string certificate, certificate_of(key));
    if (!certificate.empty()) metadata.signing_certificates.push_back(std::move(certificate));
  }
  if (!metadata.signing_certificates.empty()) return ok();
  return invalid("there is no signing certificate.");
}

bool speaks_saml2(const XmlElement& role) {
  return role.attribute("protocolSupportEnumeration").find(kProtocol) != std::string_view::npos;
}

}  // namespace

Result<SamlMetadata> parse_saml_metadata(std::string_view xml) {
  auto root = codec::parse_xml(xml);
  if (!root.ok()) return invalid(root.error().message);
  if (!root->is(kMetadata, "EntityDescriptor")) {
    return invalid("the root element is not an EntityDescriptor.");
  }
  SamlMetadata metadata;
  metadata.entity_id = root->attribute("entityID");
  if (metadata.entity_id.empty()) return invalid("there is no entityID.");
  const XmlElement* role = child(*root, kMetadata, "IDPSSODescriptor");
  if (role == nullptr || !speaks_saml2(*role)) {
    return invalid("there is no IDPSSODescriptor for SAML 2.0.");
  }
  POSTERN_TRY(metadata.sso_redirect_url, location(*role, "SingleSignOnService", kRedirect));
  POSTERN_TRY(metadata.sso_post_url, location(*role, "SingleSignOnService", kPost));
  POSTERN_TRY(metadata.slo_redirect_url, location(*role, "SingleLogoutService", kRedirect));
  POSTERN_TRY(metadata.slo_post_url, location(*role, "SingleLogoutService", kPost));
  if (metadata.sso_redirect_url.empty() && metadata.sso_post_url.empty()) {
    return invalid("there is no SingleSignOnService with HTTP-Redirect or HTTP-POST.");
  }
  POSTERN_CHECK(read_keys(*role, metadata));
  return metadata;
}

}  // namespace postern::domain
