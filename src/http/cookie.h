// Cookies (RFC 6265): reading one without picking among several, and setting the engine's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "http/http.h"

namespace postern::http {

// The value of a cookie; nothing when it is absent, or sent twice: two readers might believe
// different ones (H16).
std::optional<std::string_view> find_cookie(const Request& request, std::string_view name);

// The names of those that a request brings and that begin so, in its order.
std::vector<std::string_view> cookie_names(const Request& request, std::string_view prefix);

// Scripts cannot read it, and other sites cannot send it with what they post.
struct Cookie {
  std::string_view name;
  std::string_view value;
  std::string_view path = "/";
  bool secure = true;  // Sent by https alone.
  // Whether another site's form may bring it along, as the answers of some identity providers do.
  // Browsers take that of a secure cookie only: any other stays SameSite=Lax.
  bool cross_site = false;
  std::optional<std::int64_t> max_age_s;  // Without one it lives as long as the browser.
};

// A name that is no token, or a value that is not all cookie octets, makes the whole response an
// empty 500, as add_header() does.
void set_cookie(Response& response, const Cookie& cookie);

// REQUIRES: name, path and security as the cookie was set with.
void clear_cookie(Response& response, std::string_view name, std::string_view path, bool secure);

}  // namespace postern::http
