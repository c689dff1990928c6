// An HTTP/1.1 client for one request at a time.
#include "http_client.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "chunked.h"
#include "text.h"

namespace postern::server {
namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";

[[noreturn]] void malformed() {
  throw std::runtime_error("the answer is not HTTP");
}

bool splits_header(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::string as_bytes(const Url& url, const Request& request) {
  std::string out = request.method + " " + request.target + " HTTP/1.1\r\n";
  out += "Host: " + url.authority() + "\r\n";
  for (const Field& field : request.fields) {
    if (!is_token(field.name) || splits_header(field.value)) {
      throw std::runtime_error("a field of the request could end its head");
    }
    out += field.name + ": " + field.value + "\r\n";
  }
  out += "Content-Length: " + std::to_string(request.body.size()) + "\r\nConnection: close\r\n\r\n";
  return out += request.body;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  if (end == std::string_view::npos) malformed();
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

int read_status(std::string_view line) {
  int status = 0;
  if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ') malformed();
  const auto [end, error] = std::from_chars(line.data() + 9, line.data() + 12, status);
  if (error != std::errc() || end != line.data() + 12 || status < 100) malformed();
  return status;
}

Field read_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) malformed();
  return {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))};
}

// How long the body says it is; nothing when it ends with the stream.
std::optional<std::size_t> length_of(const Response& response) {
  const std::string_view text = first_field(response, "Content-Length");
  if (text.empty()) return std::nullopt;
  std::size_t length = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, length);
  if (error != std::errc() || stopped != end) malformed();
  return length;
}

bool is_chunked(const Response& response) {
  const std::string_view coding = first_field(response, "Transfer-Encoding");
  if (!coding.empty() && !equal_ignoring_case(coding, "chunked")) malformed();
  return !coding.empty();
}

// The head of an answer, and where its body starts.
struct Head {
  Response response;
  std::size_t bytes = 0;
};

std::optional<Head> parse_head(std::string_view bytes) {
  const std::size_t end = bytes.find(kBlankLine);
  if (end == std::string_view::npos) {
    if (bytes.size() > kHeadBytesMax) malformed();
    return std::nullopt;
  }
  Head head;
  head.bytes = end + kBlankLine.size();
  std::string_view text = bytes.substr(0, end + 2);
  head.response.status = read_status(take_line(text));
  while (!text.empty()) head.response.fields.push_back(read_field(take_line(text)));
  return head;
}

// Skips "100 Continue" and its like.
std::optional<Head> parse_final_head(std::string_view& bytes) {
  for (;;) {
    auto head = parse_head(bytes);
    if (!head || head->response.status >= 200) return head;
    bytes.remove_prefix(head->bytes);
  }
}

// The answer, once it is whole. `ended`: no more bytes will come.
std::optional<Response> parse(std::string_view bytes, bool ended) {
  auto head = parse_final_head(bytes);
  if (!head) return std::nullopt;
  Response& response = head->response;
  bytes.remove_prefix(head->bytes);
  if (response.status == 204 || response.status == 304) return std::move(response);
  if (is_chunked(response)) {
    ChunkedReader reader;
    if (reader.feed(bytes, response.body)) malformed();
    return reader.done() ? std::optional(std::move(response)) : std::nullopt;
  }
  const auto length = length_of(response);
  if (length ? bytes.size() < *length : !ended) return std::nullopt;
  response.body = bytes.substr(0, length.value_or(bytes.size()));
  return std::move(response);
}

}  // namespace

std::string_view first_field(const Response& response, std::string_view name) {
  for (const Field& field : response.fields) {
    if (equal_ignoring_case(field.name, name)) return field.value;
  }
  return {};
}

Response parse_response(std::string_view bytes) {
  auto response = parse(bytes, /*ended=*/true);
  if (!response) malformed();
  return std::move(*response);
}

Response exchange_http(const Url& url, const Request& request, const TlsTrust& trust,
                       Deadline deadline, std::size_t body_bytes_max, Reach reach) {
  Stream stream(url.host, url.port, deadline, reach);
  if (url.scheme == "https") stream.start_tls(url.host, trust);
  stream.write(as_bytes(url, request));
  std::string bytes;
  for (;;) {
    const std::string more = stream.read();
    bytes += more;
    if (bytes.size() > body_bytes_max + kHeadBytesMax) {
      throw std::runtime_error("the answer is too large");
    }
    if (more.empty()) return parse_response(bytes);
    if (auto response = parse(bytes, /*ended=*/false)) return std::move(*response);
  }
}

}  // namespace postern::server
