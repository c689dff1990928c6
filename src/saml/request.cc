// Messages to a SAML identity provider.
//
// They are written in their exclusive canonical form (codec/xml_c14n.h), each namespace declared
// where it is used and attributes sorted by name, so that what is signed is what is sent.
#include "saml/request.h"

#include <utility>
#include <vector>

#include "codec/base64.h"
#include "codec/xml_c14n.h"
#include "codec/xml_date_time.h"
#include "crypto/digest.h"
#include "saml/names.h"

namespace postern::saml {
namespace {

using codec::XmlPlace;

constexpr std::string_view kUnspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
constexpr std::string_view kIssuerEnd = "</saml:Issuer>";

// Sorted by name; without a value it is left out.
using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;

std::string start_tag(std::string_view name, std::string_view prefix, std::string_view uri,
                      const Attributes& attributes) {
  std::string tag = "<" + std::string(prefix) + ":" + std::string(name) +
                    " xmlns:" + std::string(prefix) + "=\"" + std::string(uri) + "\"";
  for (const auto& [key, value] : attributes) {
    if (value.empty()) continue;
    tag += " " + std::string(key) + "=\"" + codec::escape_xml(value, XmlPlace::value) + "\"";
  }
  return tag + ">";
}

// X40: nothing that is named in a message ends what it stands in.
std::string text(std::string_view value) {
  return codec::escape_xml(value, XmlPlace::text);
}

std::string issuer_of(const Header& header) {
  return start_tag("Issuer", "saml", kAssertion, {}) + text(header.issuer) +
         std::string(kIssuerEnd);
}

std::string signed_info(std::string_view id, std::string_view digest) {
  const auto algorithm = [](std::string_view name, std::string_view value) {
    return "<ds:" + std::string(name) + " Algorithm=\"" + std::string(value) +
           "\"></ds:" + std::string(name) + ">";
  };
  return "<ds:SignedInfo xmlns:ds=\"" + std::string(kSignature) + "\">" +
         algorithm("CanonicalizationMethod", kExclusiveC14n) +
         algorithm("SignatureMethod", kRsaSha256) + "<ds:Reference URI=\"#" + std::string(id) +
         "\"><ds:Transforms>" + algorithm("Transform", kEnveloped) +
         algorithm("Transform", kExclusiveC14n) + "</ds:Transforms>" +
         algorithm("DigestMethod", kSha256) + "<ds:DigestValue>" + codec::base64_encode(digest) +
         "</ds:DigestValue></ds:Reference></ds:SignedInfo>";
}

}  // namespace

std::string authn_request(const Header& header, std::string_view acs, bool force) {
  return start_tag("AuthnRequest", "samlp", kProtocol,
                   {{"AssertionConsumerServiceURL", acs},
                    {"Destination", header.destination},
                    {"ForceAuthn", force ? "true" : ""},
                    {"ID", header.id},
                    {"IssueInstant", codec::write_xml_date_time(header.now_us)},
                    {"ProtocolBinding", kPostBinding},
                    {"Version", "2.0"}}) +
         issuer_of(header) + "<samlp:NameIDPolicy AllowCreate=\"true\" Format=\"" +
         std::string(kUnspecified) + "\"></samlp:NameIDPolicy></samlp:AuthnRequest>";
}

std::string logout_request(const Header& header, const NameId& subject,
                           std::string_view session_index) {
  std::string message = start_tag("LogoutRequest", "samlp", kProtocol,
                                  {{"Destination", header.destination},
                                   {"ID", header.id},
                                   {"IssueInstant", codec::write_xml_date_time(header.now_us)},
                                   {"Version", "2.0"}}) +
                        issuer_of(header) +
                        start_tag("NameID", "saml", kAssertion,
                                  {{"Format", subject.format},
                                   {"NameQualifier", subject.name_qualifier},
                                   {"SPNameQualifier", subject.sp_name_qualifier}}) +
                        text(subject.value) + "</saml:NameID>";
  if (!session_index.empty()) {
    message += "<samlp:SessionIndex>" + text(session_index) + "</samlp:SessionIndex>";
  }
  return message + "</samlp:LogoutRequest>";
}

Result<std::string> with_signature(std::string_view message, const crypto::RsaPrivateKey& key) {
  constexpr std::string_view kId = " ID=\"";
  const std::size_t id_begin = message.find(kId) + kId.size();
  const std::string_view id = message.substr(id_begin, message.find('"', id_begin) - id_begin);
  const std::string info = signed_info(id, crypto::sha256(message));
  POSTERN_TRY(const std::string value, key.sign_rs256(info));
  const std::string signature = "<ds:Signature xmlns:ds=\"" + std::string(kSignature) + "\">" +
                                info + "<ds:SignatureValue>" + codec::base64_encode(value) +
                                "</ds:SignatureValue></ds:Signature>";
  std::string out(message);
  // Where the schema has it: behind the Issuer.
  return out.insert(out.find(kIssuerEnd) + kIssuerEnd.size(), signature);
}

}  // namespace postern::saml
