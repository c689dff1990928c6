// HTTP messages as values; the bytes of a response.
#include "message.h"

#include <algorithm>
#include <array>

#include "text.h"

namespace postern::server {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};
constexpr std::array kReasons{
    Reason{200, "OK"},
    Reason{400, "Bad Request"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{417, "Expectation Failed"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
    Reason{505, "HTTP Version Not Supported"},
};

std::string_view phrase_of(int status) {
  const auto* found = std::ranges::find(kReasons, status, &Reason::status);
  return found == kReasons.end() ? "" : found->phrase;
}

bool is_safe(const Field& field) {
  return is_token(field.name) &&
         std::ranges::none_of(field.value, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::size_t count_fields(const Request& request, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      request.fields, [&](const Field& f) { return equal_ignoring_case(f.name, name); }));
}

std::string_view only_field(const Request& request, std::string_view name) {
  if (count_fields(request, name) != 1) return {};
  return std::ranges::find_if(request.fields,
                              [&](const Field& f) { return equal_ignoring_case(f.name, name); })
      ->value;
}

Response text_response(int status, std::string_view line) {
  return {status, {{"Content-Type", "text/plain"}}, std::string(line) + "\n"};
}

Response json_response(int status, std::string json) {
  return {status, {{"Content-Type", "application/json"}}, std::move(json)};
}

std::string serialize(const Response& response, const Request& request, bool keep_alive,
                      std::string_view date) {
  if (!std::ranges::all_of(response.fields, is_safe)) {
    return serialize(Response{500, {}, {}}, request, keep_alive, date);
  }
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out.append(phrase_of(response.status)).append("\r\n");
  bool dated = false;
  for (const Field& field : response.fields) {
    append_field(out, field.name, field.value);
    dated = dated || equal_ignoring_case(field.name, "Date");
  }
  if (!dated) append_field(out, "Date", date);
  // The answer to HEAD would have to state the length of a body that is not there.
  const bool head = request.method == "HEAD";
  if (!head) append_field(out, "Content-Length", std::to_string(response.body.size()));
  if (!keep_alive) append_field(out, "Connection", "close");
  out += "\r\n";
  return head ? out : out.append(response.body);
}

}  // namespace postern::server
