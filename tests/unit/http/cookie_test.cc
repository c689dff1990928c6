// Cookies, read and set.
#include "http/cookie.h"

#include <catch2/catch.hpp>

using namespace postern::http;

namespace {

Request with(std::vector<std::pair<std::string_view, std::string_view>> headers) {
  Request request;
  request.headers = std::move(headers);
  return request;
}

std::string set(const Cookie& cookie) {
  Response response;
  set_cookie(response, cookie);
  if (response.status == 500) return "refused";
  REQUIRE(response.headers.size() == 1);
  CHECK(response.headers[0].first == "Set-Cookie");
  return response.headers[0].second;
}

}  // namespace

TEST_CASE("a cookie is found by its exact name") {
  const Request request = with({{"COOKIE", "a=1; session=abc=def;b=; c"}, {"Cookie", "d=4"}});
  CHECK(find_cookie(request, "session") == "abc=def");
  CHECK(find_cookie(request, "a") == "1");
  CHECK(find_cookie(request, "b") == "");
  CHECK(find_cookie(request, "d") == "4");
  CHECK_FALSE(find_cookie(request, "c"));
  CHECK_FALSE(find_cookie(request, "Session"));
  CHECK_FALSE(find_cookie(with({}), "a"));
}

TEST_CASE("H16: a cookie that comes twice is none") {
  CHECK_FALSE(find_cookie(with({{"Cookie", "a=1; a=2"}}), "a"));
  CHECK_FALSE(find_cookie(with({{"Cookie", "a=1; a=1"}}), "a"));
  CHECK_FALSE(find_cookie(with({{"Cookie", "a=1"}, {"cookie", "b=2; a=1"}}), "a"));
  CHECK(find_cookie(with({{"Cookie", "a=1; aa=2"}}), "a") == "1");
}

TEST_CASE("H16: scripts cannot read a cookie, and other sites do not send it") {
  CHECK(set({.name = "s", .value = "v"}) == "s=v; Path=/; Secure; HttpOnly; SameSite=Lax");
  CHECK(set({.name = "s", .value = "v", .path = "/domains/demo", .secure = false}) ==
        "s=v; Path=/domains/demo; HttpOnly; SameSite=Lax");
  CHECK(set({.name = "s", .value = "v", .cross_site = true, .max_age_s = 60}) ==
        "s=v; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=None");
  // A browser would drop SameSite=None without Secure.
  CHECK(set({.name = "s", .value = "v", .secure = false, .cross_site = true}) ==
        "s=v; Path=/; HttpOnly; SameSite=Lax");
  Response response;
  clear_cookie(response, "s", "/", true);
  CHECK(response.headers[0].second == "s=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
}

TEST_CASE("H14: what would end a cookie ends the response instead") {
  for (const char* value : {"a;b", "a b", "a,b", "a\"b", "a\\b", "a\r\nX: y", "\xc3\xa4"}) {
    CHECK(set({.name = "s", .value = value}) == "refused");
  }
  for (const char* name : {"", "a=b", "a;b", "a b"}) {
    CHECK(set({.name = name, .value = "v"}) == "refused");
  }
  for (const char* path : {"", "x", "/; Domain=example.com"}) {
    CHECK(set({.name = "s", .value = "v", .path = path}) == "refused");
  }
}
