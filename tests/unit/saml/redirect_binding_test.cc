// Messages in the query of an address.
#include "saml/redirect_binding.h"

#include "codec/base64.h"
#include "crypto/certificate_key.h"
#include "support/fake_saml_provider.h"

using namespace postern;

TEST_CASE("X36: a stored stream says its lengths, and its last block that it is the last") {
  CHECK(saml::deflate_stored("") == std::string("\x01\x00\x00\xff\xff", 5));
  CHECK(saml::deflate_stored("abc") == std::string("\x01\x03\x00\xfc\xff", 5) + "abc");
  const std::string large(65'536, 'x');
  const std::string stream = saml::deflate_stored(large);
  CHECK(stream.size() == large.size() + 10);
  CHECK(stream.substr(0, 5) == std::string("\x00\xff\xff\x00\x00", 5));
  CHECK(stream.substr(5 + 65'535) == std::string("\x01\x01\x00\xfe\xff", 5) + "x");
}

TEST_CASE("X35: the fields are in the order that the signature is over") {
  const auto names = [](const codec::Form& form) {
    std::string out;
    for (const auto& [name, value] : form.fields()) out += name + " ";
    return out;
  };
  CHECK(names(saml::redirect_fields("<a/>", "state", nullptr).value()) ==
        "SAMLRequest RelayState ");
  const auto form = saml::redirect_fields("<a/>", "state", &test::provider_key()).value();
  CHECK(names(form) == "SAMLRequest RelayState SigAlg Signature ");
  const std::string query = form.encode();
  const auto key = crypto::CertificateKey::from_certificate(test::provider_certificate()).value();
  CHECK(key.verify(crypto::Hash::sha256, query.substr(0, query.find("&Signature=")),
                   codec::base64_decode(form.get("Signature")).value()));
}
