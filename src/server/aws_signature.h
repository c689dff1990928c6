// AWS Signature Version 4, as a caller makes it.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "message.h"
#include "url.h"

namespace postern::server {

struct AwsCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // Empty for keys that last.
};

// Adds X-Amz-Date, X-Amz-Security-Token and Authorization, over everything in the request and its
// Host. REQUIRES: the target's path is percent-encoded and has no query.
void sign_request(Request& request, const Url& url, std::string_view region,
                  std::string_view service, const AwsCredentials& credentials, std::time_t now);

std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view message);
std::string hex(std::string_view bytes);

// Everything but RFC 3986's unreserved characters escaped, the slash too.
std::string percent_encode(std::string_view text);

}  // namespace postern::server
