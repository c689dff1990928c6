// The forms that clients post to the endpoints.
#include "oauth/form_body.h"

#include "http/field.h"

namespace postern::oauth {
namespace {

constexpr std::size_t kFormBytesMax = 64 << 10;

bool is_form(const http::Field& content_type) {
  if (!content_type.unique()) return false;
  const std::size_t semicolon = content_type.value.find(';');
  if (!http::equal_ignoring_case(http::trim(content_type.value.substr(0, semicolon)),
                                 "application/x-www-form-urlencoded")) {
    return false;
  }
  if (semicolon == std::string_view::npos) return true;
  const std::string_view parameter = http::trim(content_type.value.substr(semicolon + 1));
  return parameter.empty() || http::equal_ignoring_case(parameter, "charset=utf-8");
}

}  // namespace

Result<codec::Form> read_form(const http::Request& request) {
  const auto refuse = [](std::string_view why) { return reject("invalid_request", why); };
  if (!is_form(http::find_field(request, "content-type"))) {
    return refuse("The Content-Type is not application/x-www-form-urlencoded.");
  }
  const http::Field coding = http::find_field(request, "content-encoding");
  if (coding.present() && !http::equal_ignoring_case(coding.value, "identity")) {
    return refuse("A compressed body is not accepted.");
  }
  if (request.target.find('?') != std::string_view::npos) {
    return refuse("Parameters belong into the body.");
  }
  if (request.body.size() > kFormBytesMax) return refuse("The body is larger than 64 KiB.");
  auto form = codec::Form::parse(request.body);
  if (!form.ok()) return refuse("The form is malformed, or has a parameter twice.");
  return form;
}

}  // namespace postern::oauth
