// Forms that come back.
#include "web/form_guard.h"

#include "auth/sealed_tokens.h"
#include "codec/hex.h"
#include "http/cookie.h"
#include "http/field.h"

namespace postern::web {
namespace {

constexpr std::string_view kKind = "form token";
constexpr std::int64_t kTtlUs = 86'400 * kMicrosPerSecond;
constexpr std::size_t kFormBytesMax = 64 << 10;  // The answer of a passkey is the longest.
constexpr std::string_view kMediaType = "application/x-www-form-urlencoded";

bool is_own_token(const oauth::LoginRequest& login, std::string_view text) {
  const auto content = login.services.sealed.open(kKind, text);
  return content.ok() && content->get_string("d") == login.domain.name() &&
         content->get_int("e") > login.services.store.now_us();
}

std::string new_token(const oauth::LoginRequest& login) {
  domain::Store& store = login.services.store;
  return login.services.sealed.seal(kKind,
                                    Json::object()
                                        .set("d", login.domain.name())
                                        .set("r", codec::hex_encode(store.random().bytes(16)))
                                        .set("e", store.now_us() + kTtlUs));
}

// "https://login.example.com:8443" of an address.
std::string_view origin_of(std::string_view address) {
  const std::size_t host = address.find("://");
  if (host == std::string_view::npos) return address;
  return address.substr(0, address.find('/', host + 3));
}

// The host a browser sends to is its own word, too: a domain may be reached by other addresses than
// the configured one.
bool is_own_origin(const oauth::LoginRequest& login, std::string_view origin) {
  if (origin == origin_of(login.base_url)) return true;
  const http::Field host = http::find_field(login.http, "host");
  const std::size_t end = origin.find("://");
  return host.unique() && end != std::string_view::npos && origin.substr(end + 3) == host.value;
}

// Browsers say where a form was, and no page can make them say otherwise. Where they say nothing,
// as programs do, the token alone decides.
bool is_from_own_page(const oauth::LoginRequest& login) {
  const http::Field site = http::find_field(login.http, "sec-fetch-site");
  if (site.present()) {
    return site.unique() && (site.value == "same-origin" || site.value == "none");
  }
  const http::Field origin = http::find_field(login.http, "origin");
  return !origin.present() || (origin.unique() && is_own_origin(login, origin.value));
}

bool is_form(const http::Request& request) {
  const http::Field type = http::find_field(request, "content-type");
  const std::string_view media = http::trim(type.value.substr(0, type.value.find(';')));
  return type.unique() && http::equal_ignoring_case(media, kMediaType);
}

bool browser_vouches(const oauth::LoginRequest& login) {
  return http::find_field(login.http, "sec-fetch-site").value == "same-origin";
}

// A token is unguessable and sealed by the engine, so how long comparing takes tells nothing that
// could be used to make one.
bool has_own_token(const oauth::LoginRequest& login, const codec::Form& form) {
  const std::string_view token = form.get(kTokenField);
  const bool is_browsers = http::find_cookie(login.http, kTokenCookie) == token;
  return !token.empty() && (is_browsers || browser_vouches(login)) && is_own_token(login, token);
}

}  // namespace

FormToken form_token(const oauth::LoginRequest& login) {
  const auto cookie = http::find_cookie(login.http, kTokenCookie);
  if (cookie && is_own_token(login, *cookie)) return {.text = std::string(*cookie)};
  return {.text = new_token(login), .is_new = true};
}

void keep_form_token(const oauth::LoginRequest& login, const FormToken& token,
                     http::Response& response) {
  http::set_cookie(response, {.name = kTokenCookie,
                              .value = token.text,
                              .path = login.cookie_path(),
                              .secure = login.is_secure()});
}

void end_form_token(const oauth::LoginRequest& login, http::Response& response) {
  http::clear_cookie(response, kTokenCookie, login.cookie_path(), login.is_secure());
}

Result<codec::Form> read_form(const oauth::LoginRequest& login) {
  if (!is_form(login.http)) {
    return reject("UnsupportedMediaTypeException", "This address takes forms only.");
  }
  if (login.http.body.size() > kFormBytesMax) {
    return reject("RequestEntityTooLargeException", "The form is too large.");
  }
  POSTERN_TRY(codec::Form form, codec::Form::parse(login.http.body));
  if (!is_from_own_page(login) || !has_own_token(login, form)) {
    return reject("ForbiddenException",
                  "This form was not sent from this page, or the page was open for too long. "
                  "Please go back and try again.");
  }
  return form;
}

}  // namespace postern::web
