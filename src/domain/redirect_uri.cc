// Addresses in configuration: where a client is sent back to, and where other servers are.
#include "domain/redirect_uri.h"

#include <algorithm>
#include <string>

namespace postern::domain {
namespace {

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// RFC 3986 section 3.1; in lower case, empty when there is none.
std::string scheme_of(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_alpha(uri[0])) return {};
  std::string scheme(uri.substr(0, colon));
  for (char& c : scheme) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool allowed = is_alpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    if (!allowed) return {};
  }
  return scheme;
}

// Schemes whose addresses are content, code or the local machine rather than somewhere to go.
bool is_dangerous(std::string_view scheme) {
  static constexpr std::string_view kSchemes[] = {
      "javascript", "data",        "vbscript", "file", "blob", "about",
      "filesystem", "view-source", "ftp",      "ws",   "wss",  "mailto"};
  return std::find(std::begin(kSchemes), std::end(kSchemes), scheme) != std::end(kSchemes);
}

// What follows "//", up to the path.
std::string_view authority_of(std::string_view uri, std::string_view scheme) {
  std::string_view rest = uri.substr(scheme.size() + 1);
  if (!rest.starts_with("//")) return {};
  rest.remove_prefix(2);
  return rest.substr(0, rest.find_first_of("/?"));
}

bool is_loopback(std::string_view authority) {
  const bool bracketed = authority.starts_with('[');
  const std::size_t colon = authority.find(':', bracketed ? authority.find(']') : 0);
  const std::string_view host = authority.substr(0, colon);
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool has_forbidden_byte(std::string_view uri) {
  return std::any_of(uri.begin(), uri.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\\' || c == '"' || c == '<' || c == '>' ||
           c == 127;
  });
}

bool is_web_scheme(std::string_view scheme) {
  return scheme == "http" || scheme == "https";
}

}  // namespace

bool is_web_url(std::string_view url) {
  return is_web_scheme(scheme_of(url)) && check_redirect_uri(url).ok();
}

Status check_redirect_uri(std::string_view uri) {
  const auto refuse = [&](std::string_view why) -> Status {
    return invalid_parameter(std::string(uri) + " " + std::string(why));
  };
  const std::string scheme = scheme_of(uri);
  if (scheme.empty() || has_forbidden_byte(uri) || is_dangerous(scheme) ||
      uri.size() == scheme.size() + 1) {
    return refuse("is not a valid redirect URI.");
  }
  // RFC 6749 section 3.1.2: "The endpoint URI MUST NOT include a fragment component."
  if (uri.find('#') != std::string_view::npos) return refuse("cannot contain a fragment.");
  if (!is_web_scheme(scheme)) return ok();
  const std::string_view authority = authority_of(uri, scheme);
  // "http://localhost@elsewhere" goes elsewhere.
  if (authority.empty() || authority.find('@') != std::string_view::npos) {
    return refuse("is not a valid redirect URI.");
  }
  if (scheme == "http" && !is_loopback(authority)) return refuse("cannot use the HTTP protocol.");
  return ok();
}

}  // namespace postern::domain
