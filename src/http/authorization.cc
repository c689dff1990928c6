// Parses the Authorization field of a request signed with AWS Signature Version 4.
#include "http/authorization.h"

#include <algorithm>

#include "http/field.h"

namespace postern::http {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::size_t kSignatureDigits = 64;
constexpr std::size_t kSignedNamesMax = 100;

Error incomplete(std::string_view message) {
  return reject("IncompleteSignatureException", message);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A header name as signatures spell it: lower case.
bool is_signed_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
  });
}

// One spelling of a signature is enough, so only the one that is specified counts (P14).
bool is_signature(std::string_view text) {
  return text.size() == kSignatureDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

struct Parameters {
  std::string_view credential;
  std::string_view signed_headers;
  std::string_view signature;

  std::string_view* find(std::string_view name) {
    if (name == "Credential") return &credential;
    if (name == "SignedHeaders") return &signed_headers;
    if (name == "Signature") return &signature;
    return nullptr;
  }
};

Result<Parameters> read_parameters(std::string_view text) {
  Parameters parameters;
  for (const std::string_view part : split(text, ',')) {
    const std::string_view item = trim(part);
    const auto equals = item.find('=');
    std::string_view* target =
        equals == std::string_view::npos ? nullptr : parameters.find(item.substr(0, equals));
    // A parameter given twice could be read differently by signer and verifier (P10).
    if (target == nullptr || !target->empty()) {
      return incomplete("Authorization header has a parameter that is unknown or given twice.");
    }
    *target = item.substr(equals + 1);
  }
  for (const char* name : {"Credential", "Signature", "SignedHeaders"}) {
    if (!parameters.find(name)->empty()) continue;
    return incomplete(std::string("Authorization header requires '") + name + "' parameter.");
  }
  return parameters;
}

Status read_credential(std::string_view credential, Authorization& out) {
  const auto parts = split(credential, '/');
  const bool complete = parts.size() == 5 && parts[4] == "aws4_request" &&
                        std::ranges::all_of(parts, [](auto part) { return !part.empty(); });
  if (!complete || !std::ranges::all_of(parts[0], is_alphanumeric)) {
    return incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/aws4_request.");
  }
  out.access_key_id = parts[0];
  out.date = parts[1];
  out.region = parts[2];
  out.service = parts[3];
  out.scope = credential.substr(parts[0].size() + 1);
  return ok();
}

Status read_signed_headers(std::string_view text, Authorization& out) {
  out.signed_headers = text;
  out.signed_names = split(text, ';');
  const auto& names = out.signed_names;
  const bool ascending =
      std::ranges::adjacent_find(names, std::ranges::greater_equal{}) == names.end();
  if (names.size() > kSignedNamesMax || !ascending || !std::ranges::all_of(names, is_signed_name)) {
    return incomplete("SignedHeaders must be sorted, lower-case header names, each once.");
  }
  return ok();
}

}  // namespace

Result<Authorization> parse_authorization(std::string_view value) {
  if (!value.starts_with(kAlgorithm) || !value.substr(kAlgorithm.size()).starts_with(' ')) {
    return incomplete("Authorization header must use AWS4-HMAC-SHA256.");
  }
  POSTERN_TRY(const Parameters parameters, read_parameters(value.substr(kAlgorithm.size() + 1)));
  Authorization authorization;
  POSTERN_CHECK(read_credential(parameters.credential, authorization));
  POSTERN_CHECK(read_signed_headers(parameters.signed_headers, authorization));
  if (!is_signature(parameters.signature)) {
    return incomplete("Signature must be 64 lower-case hexadecimal digits.");
  }
  authorization.signature = parameters.signature;
  return authorization;
}

}  // namespace postern::http
