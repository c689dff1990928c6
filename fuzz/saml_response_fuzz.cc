// Targets: read_response, read_assertion, decrypt_assertion, check_logout_response, canonical_xml.
// Properties: what nobody signed is never believed; a canonical form is its own canonical form; an
// assertion that is for us and for now names its user and ends.
#include "saml/response.h"

#include "codec/xml_c14n.h"
#include "crypto/certificate.h"
#include "crypto/random.h"
#include "fuzz/property.h"
#include "saml/assertion.h"
#include "saml/decryption.h"
#include "saml/logout_response.h"
#include "saml/names.h"
#include "saml/tree.h"

using namespace postern;
using postern::fuzz::require;

namespace {

const crypto::RsaPrivateKey& key() {
  static const crypto::RsaPrivateKey made = crypto::RsaPrivateKey::generate().value();
  return made;
}

const saml::TrustedKeys& keys() {
  static const saml::TrustedKeys made = [] {
    crypto::SystemRandom random;
    const std::string certificate =
        crypto::self_signed_certificate(key(), {"fuzz", 0, 4'000'000'000}, random).value();
    return saml::TrustedKeys{crypto::CertificateKey::from_certificate(certificate).value()};
  }();
  return made;
}

// The seeds are of this moment.
saml::Expected expected(const crypto::RsaPrivateKey* decryption_key) {
  return {.issuer = "https://corp.example/saml",
          .audience = "urn:amazon:cognito:sp:pool",
          .acs = "https://sp.example/saml2/idpresponse",
          .in_response = "_q",
          .now_us = 1'790'000'000'000'000,
          .decryption_key = decryption_key};
}

void check_canonical(const codec::XmlElement& root) {
  const auto form = codec::canonical_xml(root, root);
  if (!form.ok()) return;
  require(!form->empty(), "no form is empty");
  // What was declared above is declared where it is used, which takes more of both.
  const codec::XmlLimits limits{.attributes_max = 4'096, .namespaces_max = 4'096};
  const auto again = codec::parse_xml(*form, limits);
  require(again.ok(), "a canonical form is XML");
  const auto second = codec::canonical_xml(*again, *again);
  require(second.ok() && *second == *form, "a canonical form is its own");
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  require(!saml::read_response(input, keys(), expected(nullptr)).ok(), "nobody signed this");
  require(!saml::read_response(input, keys(), expected(&key())).ok(), "nobody signed this either");
  require(!saml::check_logout_response(input, keys(), {"https://corp.example/saml", "", ""}).ok(),
          "nobody signed out");
  const auto root = saml::parse_message(input);
  if (!root.ok()) return;
  check_canonical(*root);
  const auto assertion = saml::read_assertion(*root, expected(nullptr));
  if (assertion.ok()) {
    require(!assertion->id.empty() && !assertion->subject.value.empty(), "it names its user");
    require(assertion->expires_us > expected(nullptr).now_us, "it is not over");
  }
  for (const codec::XmlElement& child : root->children) {
    require(!saml::decrypt_assertion(child, key()).ok(), "nobody knows our key");
  }
}
