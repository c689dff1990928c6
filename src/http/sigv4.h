// Who signed a request: AWS Signature Version 4 in the Authorization header.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "http/http.h"

namespace postern::http {

// How far the signer's clock may be off, in either direction, as at AWS.
inline constexpr std::int64_t kSignatureSkewMaxS = 5 * 60;

// What the signature must have been made for, and when it arrived.
struct SignatureContext {
  std::string_view region;
  std::string_view service;
  std::int64_t now_s = 0;
};

// The secret of an access key, or a rejection when there is no such key.
using SecretLookup = std::function<Result<Secret>(std::string_view access_key_id)>;

// The id of the access key that signed this very request: method, host, time, target and body, for
// this region and service. The API has one path and no query, so a signature is for "/" (P07, P08).
//
// Refusals, in AWS's terms: IncompleteSignatureException (not well formed, or leaves out what must
// be signed), UnrecognizedClientException (no such key, or a session token),
// InvalidSignatureException (scope, time or signature). A failure of the look-up is passed on.
Result<std::string> verify_signature(const Request& request, const SignatureContext& context,
                                     const SecretLookup& secret_of);

}  // namespace postern::http
