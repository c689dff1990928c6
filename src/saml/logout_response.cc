// The LogoutResponse of a SAML identity provider.
#include "saml/logout_response.h"

#include "saml/assertion.h"
#include "saml/names.h"
#include "saml/tree.h"

namespace postern::saml {

Status check_logout_response(std::string_view xml, const TrustedKeys& keys,
                             const ExpectedLogout& expected) {
  POSTERN_TRY(const codec::XmlElement response, parse_message(xml));
  if (!response.is(kProtocol, "LogoutResponse")) return refused("it is no LogoutResponse");
  POSTERN_CHECK(check_message(response, expected.issuer, /*needs_issuer=*/true));
  if (response.attribute("InResponseTo") != expected.in_response) {
    return refused("it answers another request");
  }
  if (response.attribute("Destination") != expected.destination) {
    return refused("its Destination is another");
  }
  POSTERN_TRY(const codec::XmlElement* signature, signature_of(response));
  if (signature == nullptr) return refused("nothing in it is signed");
  return verify_signature(response, response, *signature, keys);
}

}  // namespace postern::saml
