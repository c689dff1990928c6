// The Authorization field of a request signed with AWS Signature Version 4, as text.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"

namespace postern::http {

// Views into the field's value.
struct Authorization {
  std::string_view access_key_id;
  std::string_view date;  // "20150830": the day of the credential scope.
  std::string_view region;
  std::string_view service;
  std::string_view scope;                      // "20150830/us-east-1/cognito-idp/aws4_request"
  std::string_view signed_headers;             // "host;x-amz-date"
  std::vector<std::string_view> signed_names;  // The same, split. Ascending, lower case.
  std::string_view signature;                  // 64 lower-case hexadecimal digits.
};

// IncompleteSignatureException for whatever is not
//   AWS4-HMAC-SHA256 Credential=ID/DATE/REGION/SERVICE/aws4_request, SignedHeaders=A;B,
//   Signature=HEX
// with each part once, in any order.
Result<Authorization> parse_authorization(std::string_view value);

}  // namespace postern::http
