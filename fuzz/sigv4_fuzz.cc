// Targets: http::verify_signature, http::parse_authorization.
// Property: no header passes that was not made with the secret.
// Input: lines "Name: value"; what follows an empty line is the body.
#include "fuzz/property.h"
#include "http/sigv4.h"

using namespace postern;

namespace {

// Takes one line off the front.
std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

Result<Secret> secret_of(std::string_view) {
  return Secret(std::string_view("a secret that no input was signed with"));
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  http::Request request;
  request.method = "POST";
  request.target = "/";
  for (std::string_view line = next_line(input); !line.empty(); line = next_line(input)) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  request.body = input;
  const http::SignatureContext context{"us-east-1", "cognito-idp", 1'440'938'160};
  const auto result = http::verify_signature(request, context, secret_of);
  fuzz::require(!result.ok(), "a signature without the secret is refused");
}
