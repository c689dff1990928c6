// Large and small responses that are none: refused soon, and without a word of what is in them.
#include <chrono>

#include "saml/response.h"
#include "saml/tree.h"
#include "support/fake_saml_provider.h"

using namespace postern;

namespace {

Result<saml::Assertion> read(std::string_view xml) {
  static const saml::TrustedKeys keys{
      crypto::CertificateKey::from_certificate(test::provider_certificate()).value()};
  return saml::read_response(xml, keys,
                             {.issuer = "https://corp.example/saml",
                              .audience = "us",
                              .acs = "https://sp.example/acs",
                              .in_response = "_q",
                              .now_us = 1'790'000'000'000'000});
}

test::SamlSaid said() {
  test::SamlSaid one;
  one.request = "_q";
  one.acs = "https://sp.example/acs";
  one.audience = "us";
  one.now_us = 1'790'000'000'000'000;
  return one;
}

std::string signed_response(const test::SamlSaid& one) {
  return saml_response(one, test::signed_saml(saml_assertion(one), one.assertion_id));
}

}  // namespace

TEST_CASE("X21: what is built to be large is refused before it is") {
  std::string deep;
  for (int i = 0; i < 25'000; ++i) deep += "<a>";
  std::string wide = "<a>";
  for (int i = 0; i < 24'000; ++i) wide += "<b/>";
  std::string crowded = "<a";
  for (int i = 0; i < 8'000; ++i) crowded += " a" + std::to_string(i) + "=''";
  std::string named = "<a>";
  for (int i = 0; i < 63; ++i) named += "<b xmlns:p" + std::to_string(i) + "='urn:x'>";
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& text : {deep, wide, crowded, named, std::string(75'000, '&')}) {
    CHECK_FALSE(read(text).ok());
  }
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
  CHECK(read(signed_response(said())).ok());
}

TEST_CASE("X27: what is refused does not repeat what it was sent") {
  test::SamlSaid one = said();
  one.issuer = "https://secret.example/";
  const auto refused = read(signed_response(one));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "invalid_request");
  CHECK(refused.error().message == "Invalid SAML response received: its Issuer is another.");
}
