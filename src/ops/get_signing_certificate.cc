// GetSigningCertificate: the certificate of the key that signs a pool's SAML requests.
#include "codec/base64.h"
#include "ops/registry.h"
#include "tokens/pool_certificates.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto certificate,
              tokens::find_or_make_certificate(context.store(), request.get_string("UserPoolId"),
                                               tokens::kSamlSigning));
  return Json::object().set("Certificate", codec::base64_encode(certificate.der));
}

}  // namespace

const Operation kGetSigningCertificate{"GetSigningCertificate", handle};

}  // namespace postern::ops
