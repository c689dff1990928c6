// The head of a request.
#include "head.h"

#include <algorithm>
#include <charconv>

#include "text.h"

namespace postern::server {
namespace {

constexpr std::size_t kMethodBytesMax = 32;

// Whether every percent sign starts an escape. Escapes are passed on as they are.
bool escapes_are_whole(std::string_view target) {
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] != '%') continue;
    if (i + 2 >= target.size() || !is_hex_digit(target[i + 1]) || !is_hex_digit(target[i + 2])) {
      return false;
    }
    i += 2;
  }
  return true;
}

// RFC 3986: what a path and a query are made of. No fragment, no 8-bit bytes.
bool is_target_char(char c) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=:@/?%";
  return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
}

WireError check_target(std::string_view target) {
  if (target.size() > kTargetBytesMax) return {414, "The request target is too long."};
  const bool origin_form = target.starts_with('/') && std::ranges::all_of(target, is_target_char) &&
                           escapes_are_whole(target);
  if (!origin_form) return {400, "The request target is not a path."};
  return {};
}

WireError check_version(std::string_view version) {
  if (version == "HTTP/1.1") return {};
  const bool shaped = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                      version[6] == '.' && is_digit(version[7]);
  if (shaped) return {505, "Only HTTP/1.1 is spoken here."};
  return {400, "The request line is malformed."};
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_digit);
}

bool is_bracketed_address(std::string_view text) {
  if (text.size() < 4 || text.front() != '[' || text.back() != ']') return false;
  return std::ranges::all_of(text.substr(1, text.size() - 2),
                             [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; });
}

// A name or address and perhaps a port. No user info, no list, no escapes (H07).
bool is_host(std::string_view value) {
  std::string_view host = value;
  const auto colon = value.rfind(':');
  if (colon != std::string_view::npos && !value.ends_with(']')) {
    if (!is_port(value.substr(colon + 1))) return false;
    host = value.substr(0, colon);
  }
  if (host.starts_with('[')) return is_bracketed_address(host);
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
  });
}

// RFC 9112, section 6.3. Leading zeros are refused because some parsers read them as octal.
WireError read_length(std::string_view text, bool is_upload, std::size_t& length) {
  const bool digits = !text.empty() && std::ranges::all_of(text, is_digit);
  if (!digits || (text.size() > 1 && text[0] == '0')) {
    return {400, "Content-Length is not a length."};
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error == std::errc::result_out_of_range) return {400, "Content-Length overflows."};
  if (is_upload && length > kUploadBytesMax) return {413, "The body is larger than 100 MiB."};
  if (!is_upload && length > kBodyBytesMax) return {413, "The body is larger than 2 MiB."};
  return {};
}

bool is_upload(const Request& request) {
  return request.method == "PUT" && request.target.starts_with(kUploadPath);
}

WireError read_body_framing(const Request& request, Framing& framing) {
  const std::size_t lengths = count_fields(request, "Content-Length");
  const std::size_t codings = count_fields(request, "Transfer-Encoding");
  if (lengths + codings > 1) return {400, "The length of the body is given more than once."};
  if (codings == 1) {
    // Exactly this: what else there is, another server may read as no chunking at all (H02).
    if (only_field(request, "Transfer-Encoding") != "chunked") {
      return {400, "Transfer-Encoding must be chunked."};
    }
    framing.body = Framing::Body::chunked;
  }
  if (lengths == 1) {
    const std::string_view length = only_field(request, "Content-Length");
    if (auto error = read_length(length, is_upload(request), framing.length)) return error;
    framing.in_pieces = is_upload(request) && framing.length > kUploadPieceBytes;
    if (framing.length > 0) framing.body = Framing::Body::sized;
  }
  return {};
}

WireError read_expectation(const Request& request, Framing& framing) {
  if (count_fields(request, "Expect") == 0) return {};
  if (!equal_ignoring_case(only_field(request, "Expect"), "100-continue")) {
    return {417, "The expectation is unknown."};
  }
  framing.expects_continue = framing.body != Framing::Body::none;
  return {};
}

// Whether a comma-separated list holds "close".
bool lists_close(std::string_view value) {
  for (;;) {
    const auto comma = value.find(',');
    if (equal_ignoring_case(trim(value.substr(0, comma)), "close")) return true;
    if (comma == std::string_view::npos) return false;
    value.remove_prefix(comma + 1);
  }
}

}  // namespace

WireError read_request_line(std::string_view line, Request& request) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == last) return {400, "The request line is malformed."};
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!is_token(method) || method.size() > kMethodBytesMax) {
    return {400, "The method is malformed."};
  }
  if (auto error = check_version(line.substr(last + 1))) return error;
  if (auto error = check_target(target)) return error;
  request.method = method;
  request.target = target;
  return {};
}

WireError read_field_line(std::string_view line, Request& request) {
  if (request.fields.size() == kFieldsMax) return {431, "There are too many header fields."};
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return {400, "A header field is malformed."};
  }
  request.fields.push_back(
      {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  return {};
}

WireError read_framing(Request& request, Framing& framing) {
  if (!is_host(only_field(request, "Host"))) return {400, "There must be one valid Host."};
  if (auto error = read_body_framing(request, framing)) return error;
  if (auto error = read_expectation(request, framing)) return error;
  for (const Field& field : request.fields) {
    if (equal_ignoring_case(field.name, "Connection") && lists_close(field.value)) {
      request.keep_alive = false;
    }
  }
  return {};
}

}  // namespace postern::server
