// Assertions that are encrypted to the pool: opened, and believed only when they are signed as
// well.
#include "ops/saml_fixture.h"

using namespace postern;
using test::encrypted_saml;
using test::Encrypting;
using test::kInvalid;
using test::object;
using test::SamlFixture;
using test::SamlSaid;
using test::with;

namespace {

constexpr std::string_view kOaep = "http://www.w3.org/2009/xmlenc11#rsa-oaep";

std::string refused(std::string_view why) {
  return std::string(kInvalid) + std::string(why) + ".";
}

std::string hash_member(std::string_view name) {
  return test::algorithm("DigestMethod", name);
}
std::string mask_member(std::string_view name) {
  return "<x:MGF xmlns:x=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"" + std::string(name) +
         "\"></x:MGF>";
}

struct EncryptionFixture : SamlFixture {
  std::string certificate;  // Of the pool, that assertions are encrypted to.

  EncryptionFixture() {
    configure(object("EncryptedResponses", "true"));
    const Json answer =
        run("DescribeIdentityProvider", object("UserPoolId", pool, "ProviderName", "Corp"));
    certificate = codec::base64_decode(answer.find("IdentityProvider")
                                           ->find("ProviderDetails")
                                           ->get_string("ActiveEncryptionCertificate"))
                      .value();
  }
  static std::string signed_assertion(const SamlSaid& said) {
    return test::signed_saml(saml_assertion(said), said.assertion_id);
  }
  std::string outcome_of(const Encrypting& how) {
    return outcome([&](SamlSaid said) {
      said.assertion_id = "_e" + std::to_string(++count_);
      return saml_response(said, encrypted_saml(signed_assertion(said), certificate, how));
    });
  }

 private:
  int count_ = 0;
};

}  // namespace

TEST_CASE_METHOD(EncryptionFixture, "an encrypted assertion signs its user in") {
  CHECK(outcome_of({}) == "in");
  CHECK(status_of("Corp_Ada-1") == "EXTERNAL_PROVIDER");
  CHECK(outcome_of({.cipher = "http://www.w3.org/2009/xmlenc11#aes128-gcm"}) == "in");
  CHECK(outcome_of({.keys_beside = true}) == "in");
  CHECK(outcome_of({.method_members = hash_member("http://www.w3.org/2000/09/xmldsig#sha1")}) ==
        "in");
  CHECK(outcome_of({.method_members = hash_member("http://www.w3.org/2001/04/xmlenc#sha256"),
                    .label_hash = EVP_sha256()}) == "in");
  CHECK(outcome_of({.wrapping = std::string(kOaep),
                    .method_members = hash_member("http://www.w3.org/2001/04/xmlenc#sha256") +
                                      mask_member("http://www.w3.org/2009/xmlenc11#mgf1sha256"),
                    .label_hash = EVP_sha256(),
                    .mask_hash = EVP_sha256()}) == "in");
}

TEST_CASE_METHOD(EncryptionFixture, "an encrypted assertion has the namespaces of its place") {
  const auto bare = [&](const SamlSaid& said) {
    // As libraries write a part that was cut out of a document that declares the prefix above.
    const std::string part =
        with(signed_assertion(said), " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "");
    return saml_response(said, encrypted_saml(part, certificate));
  };
  CHECK(outcome(bare) == "in");
}

TEST_CASE_METHOD(EncryptionFixture, "an assertion in the clear is refused where it must not be") {
  CHECK(outcome(usual) == refused("its assertion is not encrypted"));
  CHECK(outcome_of({}) == "in");
  configure(object("EncryptedResponses", "false"));
  CHECK(outcome_of({}) ==
        refused("its assertion is encrypted, and the provider's EncryptedResponses is off"));
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(EncryptionFixture, "X24: whatever was encrypted, somebody must have signed it") {
  const auto unsigned_inside = [&](const SamlSaid& said) {
    return saml_response(said, encrypted_saml(saml_assertion(said), certificate));
  };
  CHECK(outcome(unsigned_inside) == refused("nothing in it is signed"));
  // Anybody can encrypt: what is put in the place of the one that the response's signature is over.
  const auto exchanged = [&](SamlSaid said) {
    const std::string theirs = encrypted_saml(saml_assertion(said), certificate);
    const std::string text = test::signed_saml(saml_response(said, theirs), said.response_id);
    said.name_id = "admin";
    return with(text, theirs, encrypted_saml(saml_assertion(said), certificate));
  };
  CHECK(outcome(exchanged) == refused("a signature is not of what it holds"));
  const auto whole_signed = [&](const SamlSaid& said) {
    return test::signed_saml(saml_response(said, encrypted_saml(saml_assertion(said), certificate)),
                             said.response_id);
  };
  CHECK(outcome(whole_signed) == "in");
  const auto two_inside = [&](const SamlSaid& said) {
    SamlSaid evil = said;
    evil.assertion_id = "_evil";
    evil.name_id = "admin";
    const std::string both =
        test::behind(saml_assertion(evil), "</saml:Issuer>", signed_assertion(said));
    return saml_response(said, encrypted_saml(both, certificate));
  };
  CHECK(outcome(two_inside) == refused("it has an assertion or a signature too many"));
  const auto beside = [&](const SamlSaid& said) {
    return saml_response(
        said, saml_assertion(said) + encrypted_saml(signed_assertion(said), certificate));
  };
  CHECK(outcome(beside) == refused("it has not one assertion"));
}

TEST_CASE_METHOD(EncryptionFixture, "X25: ciphers that answer questions are refused") {
  const std::string not_accepted =
      refused("the assertion is encrypted with an algorithm that is not accepted");
  for (const char* cipher : {"http://www.w3.org/2001/04/xmlenc#aes128-cbc",
                             "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
                             "http://www.w3.org/2001/04/xmlenc#tripledes-cbc"}) {
    CHECK(outcome_of({.cipher = cipher}) == not_accepted);
  }
  CHECK(outcome_of({.wrapping = "http://www.w3.org/2001/04/xmlenc#rsa-1_5",
                    .padding = RSA_PKCS1_PADDING}) == not_accepted);
  CHECK(outcome_of({.method_members = "<xenc:OAEPparams>AAAA</xenc:OAEPparams>"}) == not_accepted);
  CHECK(outcome_of({.method_members = hash_member("http://www.w3.org/2001/04/xmldsig-more#md5")}) ==
        not_accepted);
}

TEST_CASE_METHOD(EncryptionFixture, "X25: why something cannot be decrypted is not told") {
  const std::string uniform = refused("the assertion could not be decrypted");
  // A key of another length, wrapped rightly; one wrapped for somebody else; a changed text.
  const auto named = [&](std::string_view part, std::string_view other) {
    return [=, this](const SamlSaid& said) {
      return with(saml_response(said, encrypted_saml(signed_assertion(said), certificate)), part,
                  other);
    };
  };
  CHECK(outcome(named("aes256-gcm", "aes128-gcm")) == uniform);
  const auto for_another = [&](const SamlSaid& said) {
    return saml_response(said,
                         encrypted_saml(signed_assertion(said), test::provider_certificate()));
  };
  CHECK(outcome(for_another) == uniform);
  const auto other_padding = [&](const SamlSaid& said) {
    return saml_response(
        said, encrypted_saml(signed_assertion(said), certificate, {.padding = RSA_PKCS1_PADDING}));
  };
  CHECK(outcome(other_padding) == uniform);
  const auto other_hash = [&](const SamlSaid& said) {
    return saml_response(
        said, encrypted_saml(signed_assertion(said), certificate, {.label_hash = EVP_sha256()}));
  };
  CHECK(outcome(other_hash) == uniform);
  const auto changed = [&](const SamlSaid& said) {
    std::string text = saml_response(said, encrypted_saml(signed_assertion(said), certificate));
    const std::size_t at = text.rfind("<xenc:CipherValue>") + 40;
    text[at] = text[at] == 'A' ? 'B' : 'A';
    return text;
  };
  CHECK(outcome(changed) == uniform);
  CHECK(outcome(named("aes256-gcm", "aes256-gcm")) == "in");
}
