// Messages to a provider: XML whatever the names in them are, and signed as they are sent.
#include "saml/request.h"

#include "codec/base64.h"
#include "codec/xml.h"
#include "codec/xml_c14n.h"
#include "saml/names.h"
#include "saml/signature.h"
#include "support/fake_saml_provider.h"

using namespace postern;
using codec::XmlElement;

namespace {

constexpr std::string_view kNasty = "a<b>&amp;\"'\t\r\n\xC3\xA9]]><!-- --> z";

const saml::Header kHeader{.id = "_1",
                           .issuer = "urn:sp",
                           .destination = "https://idp.example/?a=b&c=\"<>\n",
                           .now_us = 1'790'000'000'000'000};

XmlElement parsed(const std::string& text) {
  INFO(text);
  auto root = codec::parse_xml(text);
  REQUIRE(root.ok());
  return *std::move(root);
}

}  // namespace

TEST_CASE("X40: what is written reads back as it was given") {
  const saml::NameId subject{std::string(kNasty), std::string(kNasty), "q\"", "r'"};
  const XmlElement root = parsed(saml::logout_request(kHeader, subject, kNasty));
  CHECK(root.attribute("Destination") == kHeader.destination);
  REQUIRE(root.children.size() == 3);
  const XmlElement& name_id = root.children[1];
  CHECK(name_id.text == kNasty);
  CHECK(name_id.attribute("Format") == kNasty);
  CHECK(name_id.attribute("NameQualifier") == "q\"");
  CHECK(name_id.attribute("SPNameQualifier") == "r'");
  CHECK(root.children[2].text == kNasty);
  CHECK(parsed(saml::authn_request(kHeader, kNasty, false))
            .attribute("AssertionConsumerServiceURL") == kNasty);
}

TEST_CASE("a message is its own canonical form") {
  for (const std::string& text :
       {saml::authn_request(kHeader, kNasty, true), saml::authn_request(kHeader, "x", false),
        saml::logout_request(kHeader, {std::string(kNasty), "f", "q", "r"}, kNasty),
        saml::logout_request(kHeader, {"n", "", "", ""}, "")}) {
    const XmlElement root = parsed(text);
    CHECK(codec::canonical_xml(root, root).value() == text);
  }
}

TEST_CASE("a message is signed with the key, as a whole") {
  const crypto::RsaPrivateKey key = test::provider_key();
  const saml::TrustedKeys keys{
      crypto::CertificateKey::from_certificate(test::provider_certificate()).value()};
  const saml::TrustedKeys others{
      crypto::CertificateKey::from_certificate(test::provider_certificate(1)).value()};
  const std::string text =
      saml::with_signature(saml::authn_request(kHeader, kNasty, false), key).value();
  const XmlElement root = parsed(text);
  REQUIRE(root.children.size() == 3);
  const XmlElement* signature = saml::signature_of(root).value();
  REQUIRE(signature == &root.children[1]);  // Behind the Issuer.
  CHECK(saml::verify_signature(root, root, *signature, keys).ok());
  CHECK_FALSE(saml::verify_signature(root, root, *signature, others).ok());
  const XmlElement changed = parsed(test::with(text, "urn:sp", "urn:xx"));
  CHECK_FALSE(saml::verify_signature(changed, changed, changed.children[1], keys).ok());
}
