// A SAML identity provider with keys of its own. It writes its messages as texts that are their own
// canonical form, so that a test can sign one, cut it up and sign something else.
#pragma once

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "codec/base64.h"
#include "codec/xml_date_time.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "crypto/random.h"
#include "support/fake_provider.h"

namespace postern::test {

inline constexpr std::string_view kDs = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view kExcC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";

inline std::string algorithm(std::string_view name, std::string_view value) {
  return "<ds:" + std::string(name) + " Algorithm=\"" + std::string(value) +
         "\"></ds:" + std::string(name) + ">";
}

inline std::string transforms(std::string_view inside) {
  return "<ds:Transforms>" + std::string(inside) + "</ds:Transforms>";
}

// `part` in the text becomes `other`, once. A test that names what is not there has a mistake.
inline std::string with(std::string text, std::string_view part, std::string_view other) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) throw std::logic_error("not there: " + std::string(part));
  return text.replace(at, part.size(), other);
}

inline std::string behind(std::string text, std::string_view part, std::string_view more) {
  return with(std::move(text), part, std::string(part) + std::string(more));
}

// How a signature is made, where not as it must be.
struct Signing {
  std::size_t key = 0;  // Of provider_key().
  std::string uri;      // Instead of the id's.
  std::string method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  std::string digest_method = "http://www.w3.org/2001/04/xmlenc#sha256";
  std::string transforms = test::transforms(
      algorithm("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature") +
      algorithm("Transform", kExcC14n));
  std::string digest;           // Instead of the text's own.
  std::string more_references;  // Behind the reference.
  std::string key_info;
};

// A signature over a text that is its own canonical form.
inline std::string signature_over(std::string_view text, std::string_view id,
                                  const Signing& how = {}) {
  const std::string uri = how.uri.empty() ? "#" + std::string(id) : how.uri;
  const std::string digest =
      how.digest.empty() ? codec::base64_encode(crypto::sha256(text)) : how.digest;
  const std::string info = "<ds:SignedInfo xmlns:ds=\"" + std::string(kDs) + "\">" +
                           algorithm("CanonicalizationMethod", kExcC14n) +
                           algorithm("SignatureMethod", how.method) + "<ds:Reference URI=\"" + uri +
                           "\">" + how.transforms + algorithm("DigestMethod", how.digest_method) +
                           "<ds:DigestValue>" + digest + "</ds:DigestValue></ds:Reference>" +
                           how.more_references + "</ds:SignedInfo>";
  const std::string value = codec::base64_encode(provider_key(how.key).sign_rs256(info).value());
  // In its place the prefix is declared already.
  const std::string placed = with(info, " xmlns:ds=\"" + std::string(kDs) + "\"", "");
  return "<ds:Signature xmlns:ds=\"" + std::string(kDs) + "\">" + placed + "<ds:SignatureValue>" +
         value + "</ds:SignatureValue>" + how.key_info + "</ds:Signature>";
}

// Of one response. What is empty is left out.
struct SamlSaid {
  std::string request;  // That it answers.
  std::string acs;
  std::string audience;
  std::int64_t now_us = 0;
  std::string issuer = "https://corp.example/saml";
  std::string name_id = "Ada-1";
  std::string assertion_id = "_a1";
  std::string response_id = "_r1";
  std::string status = "urn:oasis:names:tc:SAML:2.0:status:Success";
  std::int64_t from_s = -60;  // From now.
  std::int64_t until_s = 300;
  std::vector<std::pair<std::string, std::vector<std::string>>> attributes;

  [[nodiscard]] std::string time(std::int64_t from_now_s) const {
    return codec::write_xml_date_time(now_us + from_now_s * kMicrosPerSecond);
  }
  [[nodiscard]] std::string answers() const {
    return request.empty() ? "" : " InResponseTo=\"" + request + "\"";
  }
};

inline std::string saml_assertion(const SamlSaid& said) {
  std::string attributes;
  for (const auto& [name, values] : said.attributes) {
    attributes += "<saml:Attribute Name=\"" + name + "\">";
    for (const std::string& value : values) {
      attributes += "<saml:AttributeValue>" + value + "</saml:AttributeValue>";
    }
    attributes += "</saml:Attribute>";
  }
  if (!attributes.empty()) {
    attributes = "<saml:AttributeStatement>" + attributes + "</saml:AttributeStatement>";
  }
  return "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"" +
         said.assertion_id + "\" IssueInstant=\"" + said.time(0) + "\" Version=\"2.0\">" +
         "<saml:Issuer>" + said.issuer + "</saml:Issuer><saml:Subject><saml:NameID>" +
         said.name_id +
         "</saml:NameID><saml:SubjectConfirmation "
         "Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"><saml:SubjectConfirmationData" +
         said.answers() + " NotOnOrAfter=\"" + said.time(said.until_s) + "\" Recipient=\"" +
         said.acs +
         "\"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>"
         "<saml:Conditions NotBefore=\"" +
         said.time(said.from_s) + "\" NotOnOrAfter=\"" + said.time(said.until_s) +
         "\"><saml:AudienceRestriction><saml:Audience>" + said.audience +
         "</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement "
         "AuthnInstant=\"" +
         said.time(0) + "\" SessionIndex=\"_s1\"></saml:AuthnStatement>" + attributes +
         "</saml:Assertion>";
}

inline std::string saml_response(const SamlSaid& said, std::string_view inside) {
  return "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" Destination=\"" +
         said.acs + "\" ID=\"" + said.response_id + "\"" + said.answers() + " IssueInstant=\"" +
         said.time(0) +
         "\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">" +
         said.issuer + "</saml:Issuer><samlp:Status><samlp:StatusCode Value=\"" + said.status +
         "\"></samlp:StatusCode></samlp:Status>" + std::string(inside) + "</samlp:Response>";
}

// With a signature behind the first Issuer, as the schema has it.
inline std::string signed_saml(const std::string& text, std::string_view id,
                               const Signing& how = {}) {
  return behind(text, "</saml:Issuer>", signature_over(text, id, how));
}

inline const std::string& provider_certificate(std::size_t key = 0) {
  static std::vector<std::string> made;
  while (made.size() <= key) {
    crypto::SystemRandom random;
    made.push_back(crypto::self_signed_certificate(provider_key(made.size()),
                                                   {"corp.example", 1'700'000'000, 2'000'000'000},
                                                   random)
                       .value());
  }
  return made[key];
}

inline std::string saml_key_descriptor(std::size_t key = 0) {
  return "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo "
         "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>" +
         codec::base64_encode(provider_certificate(key)) +
         "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";
}

inline std::string saml_service(std::string_view service, std::string_view binding) {
  return "<md:" + std::string(service) +
         " Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:" + std::string(binding) +
         "\" Location=\"https://corp.example/" + std::string(service) + "/" + std::string(binding) +
         "?a=b\"/>";
}

inline std::string saml_metadata(std::string_view keys, std::string_view services) {
  return "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" "
         "entityID=\"https://corp.example/saml\"><md:IDPSSODescriptor "
         "protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">" +
         std::string(keys) + std::string(services) + "</md:IDPSSODescriptor></md:EntityDescriptor>";
}

// How an assertion is encrypted.
struct Encrypting {
  std::string cipher = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
  std::string wrapping = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
  std::string method_members;  // Of the wrapping's EncryptionMethod.
  const EVP_MD* label_hash = EVP_sha1();
  const EVP_MD* mask_hash = EVP_sha1();
  int padding = RSA_PKCS1_OAEP_PADDING;
  bool keys_beside = false;  // The wrapped key beside the data instead of in it.
};

inline std::string wrap_key(std::string_view key, std::string_view certificate,
                            const Encrypting& how) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(certificate.data());
  const std::unique_ptr<X509, decltype(&X509_free)> x509(
      d2i_X509(nullptr, &bytes, static_cast<long>(certificate.size())), X509_free);
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(X509_get0_pubkey(x509.get()), nullptr);
  EVP_PKEY_encrypt_init(context);
  EVP_PKEY_CTX_set_rsa_padding(context, how.padding);
  if (how.padding == RSA_PKCS1_OAEP_PADDING) {
    EVP_PKEY_CTX_set_rsa_oaep_md(context, how.label_hash);
    EVP_PKEY_CTX_set_rsa_mgf1_md(context, how.mask_hash);
  }
  std::string wrapped(512, '\0');
  std::size_t size = wrapped.size();
  const bool done =
      EVP_PKEY_encrypt(context, reinterpret_cast<unsigned char*>(wrapped.data()), &size,
                       reinterpret_cast<const unsigned char*>(key.data()), key.size()) == 1;
  EVP_PKEY_CTX_free(context);
  if (!done) throw std::logic_error("wrapping failed");
  wrapped.resize(size);
  return wrapped;
}

inline std::string seal_gcm(std::string_view key, std::string_view plain) {
  const std::string nonce(12, 'n');
  const EVP_CIPHER* cipher = key.size() == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  std::string sealed(plain.size(), '\0');
  std::string tag(16, '\0');
  const auto* from = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  }(plain);
  int size = 0;
  EVP_EncryptInit_ex(context, cipher, nullptr, reinterpret_cast<const unsigned char*>(key.data()),
                     reinterpret_cast<const unsigned char*>(nonce.data()));
  EVP_EncryptUpdate(context, reinterpret_cast<unsigned char*>(sealed.data()), &size, from,
                    static_cast<int>(plain.size()));
  EVP_EncryptFinal_ex(context, reinterpret_cast<unsigned char*>(tag.data()), &size);
  EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag.data());
  EVP_CIPHER_CTX_free(context);
  return nonce + sealed + tag;
}

// An EncryptedAssertion for the holder of the certificate.
inline std::string encrypted_saml(std::string_view assertion, std::string_view certificate,
                                  const Encrypting& how = {}) {
  const std::string key(how.cipher.find("128") == std::string::npos ? 32 : 16, 'k');
  const auto value = [](std::string_view bytes) {
    return "<xenc:CipherData><xenc:CipherValue>" + codec::base64_encode(bytes) +
           "</xenc:CipherValue></xenc:CipherData>";
  };
  // Declared where it is used first, as a canonical form has it.
  const std::string declared = " xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"";
  const std::string wrapped = "<xenc:EncryptedKey" + (how.keys_beside ? declared : "") +
                              "><xenc:EncryptionMethod Algorithm=\"" + how.wrapping + "\">" +
                              how.method_members + "</xenc:EncryptionMethod>" +
                              value(wrap_key(key, certificate, how)) + "</xenc:EncryptedKey>";
  const std::string info = "<ds:KeyInfo xmlns:ds=\"" + std::string(kDs) + "\">" +
                           (how.keys_beside ? "" : wrapped) + "</ds:KeyInfo>";
  return "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">"
         "<xenc:EncryptedData" +
         declared +
         " Type=\"http://www.w3.org/2001/04/xmlenc#Element\"><xenc:EncryptionMethod Algorithm=\"" +
         how.cipher + "\"></xenc:EncryptionMethod>" + info + value(seal_gcm(key, assertion)) +
         "</xenc:EncryptedData>" + (how.keys_beside ? wrapped : "") + "</saml:EncryptedAssertion>";
}

}  // namespace postern::test
