// Fuzzes the verification of AWS signatures: no header a stranger sends passes, or crashes it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

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

}  // namespace

// The input is a list of "Name: value" lines; what follows an empty line is the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  http::Request request;
  request.method = "POST";
  request.target = "/";
  for (std::string_view line = next_line(rest); !line.empty(); line = next_line(rest)) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return 0;
    request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  request.body = rest;
  const http::SignatureContext context{"us-east-1", "cognito-idp", 1'440'938'160};
  const auto result = http::verify_signature(request, context, [](std::string_view) {
    return Result<Secret>(Secret(std::string_view("a secret that no input contains")));
  });
  if (result.ok()) std::abort();
  return 0;
}
