// Building responses.
#include "http/response.h"

#include <algorithm>
#include <array>

#include "codec/json.h"

namespace postern::http {
namespace {

struct StatusOfCode {
  std::string_view code;
  int status;
};

// Every other refusal is 400, as from Cognito itself.
constexpr std::array kStatusOfCode{
    StatusOfCode{"MissingAuthenticationTokenException", 403},
    StatusOfCode{"IncompleteSignatureException", 403},
    StatusOfCode{"InvalidSignatureException", 403},
    StatusOfCode{"UnrecognizedClientException", 403},
    StatusOfCode{"RequestEntityTooLargeException", 413},
    StatusOfCode{"UnsupportedMediaTypeException", 415},
    StatusOfCode{"NotImplementedException", 501},
};

int status_of(std::string_view code) {
  const auto* found = std::ranges::find(kStatusOfCode, code, &StatusOfCode::code);
  return found == kStatusOfCode.end() ? 400 : found->status;
}

bool is_token(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool has_control(std::string_view value) {
  return std::ranges::any_of(value, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// What clients read of one header line: many stop at 64 KiB, proxies at eight.
constexpr std::size_t kMessageHeaderBytesMax = 4 << 10;

bool fits_header(std::string_view text) {
  return text.size() <= kMessageHeaderBytesMax &&
         std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

void add_header(Response& response, std::string_view name, std::string_view value) {
  if (is_token(name) && !has_control(value)) {
    response.headers.emplace_back(name, value);
    return;
  }
  response = Response{.status = 500, .headers = {}, .body = {}};
}

void allow_any_origin(Response& response) {
  add_header(response, "Access-Control-Allow-Origin", "*");
}

Response refusal(int status, std::string_view code, std::string_view message) {
  Response response{.status = status, .headers = {}, .body = {}};
  response.body = Json::object().set("__type", code).set("message", message).dump();
  add_header(response, "Content-Type", kApiMediaType);
  add_header(response, "x-amzn-ErrorType", std::string(code) + ":");
  // A message may quote what the caller sent. What a header cannot carry is in the body only.
  if (fits_header(message)) add_header(response, "x-amzn-ErrorMessage", message);
  return response;
}

Response error_response(const Error& error) {
  switch (error.errc) {
    case Errc::rejected:
      return refusal(status_of(error.code), error.code, error.message);
    case Errc::invalid_argument:
      return refusal(400, "SerializationException", error.message);
    // Nothing happened and repeating is safe, which is what 503 tells an SDK to do.
    case Errc::conflict:
    case Errc::busy:
      return refusal(503, "InternalErrorException", "The service is busy. Please try again.");
    case Errc::unknown_commit:
    case Errc::storage:
    case Errc::corrupt:
    case Errc::internal:
      break;
  }
  return refusal(500, "InternalErrorException", "The service failed.");
}

}  // namespace postern::http
