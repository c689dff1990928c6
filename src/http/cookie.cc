// Cookies: reading one without picking among several, and setting the engine's own.
#include "http/cookie.h"

#include <algorithm>
#include <string>

#include "http/field.h"
#include "http/response.h"

namespace postern::http {
namespace {

// RFC 6265, section 4.1.1: cookie-octet.
bool is_cookie_octet(unsigned char c) {
  return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return is_cookie_octet(static_cast<unsigned char>(c)) && c != '=';
  });
}

// Attribute values end at a semicolon.
bool is_path(std::string_view path) {
  return path.starts_with('/') && std::ranges::all_of(path, [](unsigned char c) {
           return c >= 0x20 && c < 0x7f && c != ';';
         });
}

// Calls `use` with each name and value of one Cookie field.
template <class Use>
void each_pair(std::string_view field, const Use& use) {
  while (true) {
    const std::size_t end = field.find(';');
    const std::string_view pair = trim(field.substr(0, end));
    if (const std::size_t equals = pair.find('='); equals != std::string_view::npos) {
      use(pair.substr(0, equals), pair.substr(equals + 1));
    }
    if (end == std::string_view::npos) return;
    field.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<std::string_view> find_cookie(const Request& request, std::string_view name) {
  std::size_t count = 0;
  std::string_view found;
  for (const auto& [field, fields_value] : request.headers) {
    if (!equal_ignoring_case(field, "cookie")) continue;
    each_pair(fields_value, [&](std::string_view key, std::string_view value) {
      if (key != name) return;
      ++count;
      found = value;
    });
  }
  if (count != 1) return std::nullopt;
  return found;
}

std::vector<std::string_view> cookie_names(const Request& request, std::string_view prefix) {
  std::vector<std::string_view> names;
  for (const auto& [field, fields_value] : request.headers) {
    if (!equal_ignoring_case(field, "cookie")) continue;
    each_pair(fields_value, [&](std::string_view key, std::string_view) {
      if (key.starts_with(prefix) && is_name(key)) names.push_back(key);
    });
  }
  return names;
}

void set_cookie(Response& response, const Cookie& cookie) {
  const bool sound =
      is_name(cookie.name) && is_path(cookie.path) && std::ranges::all_of(cookie.value, [](char c) {
        return is_cookie_octet(static_cast<unsigned char>(c));
      });
  if (!sound) {
    response = Response{.status = 500, .headers = {}, .body = {}};
    return;
  }
  std::string text(cookie.name);
  text.append("=").append(cookie.value).append("; Path=").append(cookie.path);
  if (cookie.max_age_s) text.append("; Max-Age=").append(std::to_string(*cookie.max_age_s));
  if (cookie.secure) text.append("; Secure");
  text.append("; HttpOnly; SameSite=").append(cookie.secure && cookie.cross_site ? "None" : "Lax");
  add_header(response, "Set-Cookie", text);
}

void clear_cookie(Response& response, std::string_view name, std::string_view path, bool secure) {
  set_cookie(response, {.name = name, .value = {}, .path = path, .secure = secure, .max_age_s = 0});
}

}  // namespace postern::http
