// The Response of a SAML identity provider.
#include "saml/response.h"

#include <optional>

#include "codec/xml_c14n.h"
#include "saml/assertion.h"
#include "saml/decryption.h"
#include "saml/names.h"
#include "saml/tree.h"

namespace postern::saml {
namespace {

using codec::XmlElement;

constexpr std::string_view kSuccess = "urn:oasis:names:tc:SAML:2.0:status:Success";

Status check_status(const XmlElement& response) {
  POSTERN_TRY(const XmlElement* status, only_child(response, kProtocol, "Status"));
  if (status == nullptr) return refused("it has no Status");
  POSTERN_TRY(const XmlElement* code, only_child(*status, kProtocol, "StatusCode"));
  if (code == nullptr) return refused("it has no StatusCode");
  if (code->attribute("Value") == kSuccess) return ok();
  return refused("its status is not Success");
}

// SAML bindings, section 3.5.5.2: a signed one must say where it was sent to (X27).
Status check_destination(const XmlElement& response, const Expected& expected, bool is_signed) {
  for (const codec::XmlAttribute& one : response.attributes) {
    if (!one.uri.empty() || one.name != "Destination") continue;
    return one.value == expected.acs ? ok() : Status(refused("its Destination is another"));
  }
  return is_signed ? Status(refused("it has no Destination")) : ok();
}

// The signature of an element, where it has one. One that is there must hold.
Result<bool> is_signed(const XmlElement& root, const XmlElement& element, const TrustedKeys& keys) {
  POSTERN_TRY(const XmlElement* signature, signature_of(element));
  if (signature == nullptr) return false;
  POSTERN_CHECK(verify_signature(root, element, *signature, keys));
  return true;
}

// In all the document there is one assertion, where it belongs, and no signature but of it and of
// the response (X01 to X08). `assertion` is nullptr for one that is encrypted.
Status check_shape(const XmlElement& root, const XmlElement* assertion) {
  std::size_t signatures = children_of(root, kSignature, "Signature").size();
  if (assertion != nullptr && assertion != &root) {
    signatures += children_of(*assertion, kSignature, "Signature").size();
  }
  const bool as_it_must = count_of(root, kAssertion, "Assertion") == (assertion != nullptr) &&
                          count_of(root, kSignature, "Signature") == signatures;
  return as_it_must ? ok() : Status(refused("it has an assertion or a signature too many"));
}

// The assertion out of an EncryptedAssertion, which stood among the document's namespaces.
Result<XmlElement> open(const XmlElement& root, const XmlElement& encrypted,
                        const Expected& expected) {
  if (expected.decryption_key == nullptr) {
    return refused("its assertion is encrypted, and the provider's EncryptedResponses is off");
  }
  POSTERN_TRY(const std::string xml, decrypt_assertion(encrypted, *expected.decryption_key));
  POSTERN_TRY(XmlElement assertion, parse_part(xml, codec::namespaces_at(root, encrypted)));
  if (!assertion.is(kAssertion, "Assertion")) return refused("what is encrypted is no assertion");
  POSTERN_CHECK(check_shape(assertion, &assertion));
  return assertion;
}

// The one there must be, in the clear or encrypted.
Result<const XmlElement*> assertion_element(const XmlElement& response) {
  POSTERN_TRY(const XmlElement* plain, only_child(response, kAssertion, "Assertion"));
  POSTERN_TRY(const XmlElement* encrypted, only_child(response, kAssertion, "EncryptedAssertion"));
  if ((plain == nullptr) == (encrypted == nullptr)) return refused("it has not one assertion");
  POSTERN_CHECK(check_shape(response, plain));
  return plain != nullptr ? plain : encrypted;
}

}  // namespace

Result<Assertion> read_response(std::string_view xml, const TrustedKeys& keys,
                                const Expected& expected) {
  POSTERN_TRY(const XmlElement response, parse_message(xml));
  if (!response.is(kProtocol, "Response")) return refused("it is no Response");
  POSTERN_CHECK(check_message(response, expected.issuer, /*needs_issuer=*/false));
  POSTERN_CHECK(check_status(response));
  if (response.attribute("InResponseTo") != expected.in_response) {
    return refused("it answers another request");
  }
  POSTERN_TRY(const XmlElement* given, assertion_element(response));
  POSTERN_TRY(const bool whole_is_signed, is_signed(response, response, keys));
  POSTERN_CHECK(check_destination(response, expected, whole_is_signed));
  std::optional<XmlElement> opened;
  if (given->name == "EncryptedAssertion") {
    POSTERN_TRY(opened, open(response, *given, expected));
  } else if (expected.decryption_key != nullptr) {
    return refused("its assertion is not encrypted");
  }
  const XmlElement& root = opened ? *opened : response;
  const XmlElement& assertion = opened ? *opened : *given;
  // Whatever was encrypted by whomever: somebody must have signed it (X10, X24).
  POSTERN_TRY(const bool part_is_signed, is_signed(root, assertion, keys));
  if (!whole_is_signed && !part_is_signed) return refused("nothing in it is signed");
  return read_assertion(assertion, expected);
}

}  // namespace postern::saml
