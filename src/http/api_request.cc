// Reads the headers of an AWS JSON 1.1 request.
#include "http/api_request.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "http/field.h"
#include "http/response.h"

namespace postern::http {
namespace {

constexpr std::size_t kOperationBytesMax = 64;

struct TargetPrefix {
  std::string_view prefix;
  std::string_view service;
};
constexpr std::array kTargetPrefixes{
    TargetPrefix{"AWSCognitoIdentityProviderService.", "cognito-idp"},
    TargetPrefix{"AWSCognitoIdentityService.", "cognito-identity"},
};

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A web page can send text/plain or a form to any host without asking it; this media type it can
// only send after a preflight. A charset other than UTF-8 would make the JSON read differently.
bool is_api_media_type(std::string_view content_type) {
  const auto semicolon = content_type.find(';');
  if (!equal_ignoring_case(trim(content_type.substr(0, semicolon)), kApiMediaType)) return false;
  if (semicolon == std::string_view::npos) return true;
  const std::string_view parameter = trim(content_type.substr(semicolon + 1));
  return equal_ignoring_case(parameter, "charset=utf-8") ||
         equal_ignoring_case(parameter, "charset=\"utf-8\"");
}

Status check_body_headers(const Request& request) {
  const Field content_type = find_field(request, "content-type");
  if (!content_type.unique() || !is_api_media_type(content_type.value)) {
    return reject("UnsupportedMediaTypeException",
                  "Content-Type must be " + std::string(kApiMediaType) + ".");
  }
  const Field encoding = find_field(request, "content-encoding");
  const bool identity = encoding.unique() && equal_ignoring_case(encoding.value, "identity");
  if (encoding.present() && !identity) {
    return reject("UnsupportedMediaTypeException", "A compressed body is not accepted.");
  }
  if (request.body.size() > limits::kRequestBytesMax) {
    return reject("RequestEntityTooLargeException", "The request is larger than 2 MiB.");
  }
  return ok();
}

Result<ApiRequest> read_target(const Request& request) {
  const Field target = find_field(request, "x-amz-target");
  if (target.unique()) {
    for (const auto& [prefix, service] : kTargetPrefixes) {
      if (!target.value.starts_with(prefix)) continue;
      const std::string_view operation = target.value.substr(prefix.size());
      if (operation.empty() || operation.size() > kOperationBytesMax) break;
      if (!std::ranges::all_of(operation, is_letter_or_digit)) break;
      return ApiRequest{service, operation};
    }
  }
  return reject("UnknownOperationException", "X-Amz-Target names no operation.");
}

}  // namespace

Result<ApiRequest> read_api_request(const Request& request) {
  POSTERN_CHECK(check_body_headers(request));
  return read_target(request);
}

}  // namespace postern::http
