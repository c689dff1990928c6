// URLs as the operator writes them.
#include "url.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "text.h"

namespace postern::server {
namespace {

struct DefaultPort {
  std::string_view scheme;
  std::uint16_t port;
};
constexpr DefaultPort kDefaultPorts[] = {
    {"http", 80}, {"https", 443}, {"smtp", 587}, {"smtps", 465}};

std::uint16_t default_port(std::string_view scheme) {
  const auto* found = std::ranges::find(kDefaultPorts, scheme, &DefaultPort::scheme);
  return found == std::end(kDefaultPorts) ? 0 : found->port;
}

[[noreturn]] void refuse(const char* why) {
  throw std::runtime_error(std::string("the URL ") + why);
}

int hex_value(char c) {
  return is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) {
      refuse("holds a broken percent-escape");
    }
    out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
    i += 2;
  }
  return out;
}

void read_user(Url& url, std::string_view text) {
  const std::size_t colon = text.find(':');
  url.user = percent_decode(text.substr(0, colon));
  if (colon != std::string_view::npos) url.password = percent_decode(text.substr(colon + 1));
}

void read_port(Url& url, std::string_view text) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, url.port);
  if (error != std::errc() || stopped != end || url.port == 0) refuse("has no usable port");
}

bool is_host_char(char c) {
  return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
}

void read_host(Url& url, std::string_view text) {
  std::size_t end = text.find(':');
  if (text.starts_with('[')) {
    end = text.find(']');
    if (end == std::string_view::npos) refuse("has an address without its closing bracket");
    url.host = text.substr(1, end - 1);
    const auto of_address = [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; };
    if (!std::ranges::all_of(url.host, of_address)) refuse("has no usable host");
    ++end;
  } else {
    url.host = text.substr(0, end);
    if (!std::ranges::all_of(url.host, is_host_char)) refuse("has no usable host");
  }
  if (url.host.empty()) refuse("names no host");
  if (end >= text.size()) return;
  if (text[end] != ':') refuse("has no usable host");
  read_port(url, text.substr(end + 1));
}

}  // namespace

std::string Url::authority() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  std::string out = is_ipv6 ? "[" + host + "]" : host;
  if (port != default_port(scheme)) out += ":" + std::to_string(port);
  return out;
}

Url parse_url(std::string_view text, std::initializer_list<std::string_view> schemes) {
  // RFC 3986, section 2: nothing else is part of a URL, whatever browsers make of it.
  constexpr std::string_view kMarks = "-._~:/?#[]@!$&'()*+,;=%";
  const auto allowed = [&](char c) {
    return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
  };
  if (!std::ranges::all_of(text, allowed)) refuse("holds a character that needs an escape");
  if (text.find('#') != std::string_view::npos) refuse("holds a fragment");
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) refuse("has no scheme");
  Url url;
  std::ranges::transform(text.substr(0, colon), std::back_inserter(url.scheme), to_lower);
  if (std::ranges::find(schemes, url.scheme) == schemes.end())
    refuse("has a scheme of no use here");
  url.port = default_port(url.scheme);
  std::string_view rest = text.substr(colon + 3);
  const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
  url.path = rest.substr(slash);
  if (!url.path.starts_with('/')) url.path.insert(0, "/");
  rest = rest.substr(0, slash);
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    read_user(url, rest.substr(0, at));
    rest.remove_prefix(at + 1);
  }
  read_host(url, rest);
  return url;
}

}  // namespace postern::server
