// A visit to a page.
#include "web/visit.h"

#include <variant>

#include "http/cookie.h"
#include "http/response.h"
#include "oauth/client_rights.h"
#include "oauth/redirect.h"
#include "web/page.h"

namespace postern::web {
namespace {

constexpr std::string_view kLanguageCookie = "lang";

// As the request says, else as an earlier one did.
Language language_of(const oauth::LoginRequest& login, std::string_view asked) {
  if (!asked.empty()) return find_language(asked);
  return find_language(http::find_cookie(login.http, kLanguageCookie).value_or(""));
}

void keep_language(const Visit& visit, http::Response& response) {
  if (visit.request.lang.empty()) return;
  http::set_cookie(response, {.name = kLanguageCookie,
                              .value = language_name(visit.language),
                              .path = visit.login.cookie_path(),
                              .secure = visit.login.is_secure()});
}

Visit open_visit(const oauth::LoginRequest& login, oauth::AuthorizationRequest request) {
  Flow flow = read_flow(login, request.client->id);
  const Language language = language_of(login, request.lang);
  return {.login = login,
          .request = std::move(request),
          .flow = std::move(flow),
          .token = form_token(login),
          .language = language};
}

http::Response visit_page(const oauth::LoginRequest& login, const ShowPage& answer) {
  auto read = oauth::read_authorization(login, login.query);
  if (auto* refused = std::get_if<http::Response>(&read)) return std::move(*refused);
  Visit visit = open_visit(login, std::get<oauth::AuthorizationRequest>(std::move(read)));
  http::Response response = answer(visit);
  keep_language(visit, response);
  return response;
}

}  // namespace

std::string own_path(const oauth::LoginRequest& login, std::string_view path) {
  std::string prefix(login.cookie_path());
  if (prefix.ends_with('/')) prefix.pop_back();
  return prefix.append(path);
}

std::string Visit::address(std::string_view path) const {
  return own_path(login, path) + "?" + request.query;
}

bool takes_own_users(const domain::Client& client) {
  return oauth::supports_provider(client, "COGNITO");
}

http::Response show(const oauth::LoginRequest& login, const ShowPage& answer) {
  return visit_page(login, answer);
}

http::Response take(const oauth::LoginRequest& login, const TakeForm& answer) {
  // Before anything is read from the store: most of what is refused here is no browser's.
  const auto form = read_form(login);
  return visit_page(login, [&](Visit& visit) {
    if (!form.ok()) return refuse_page(visit, form.error());
    if (!takes_own_users(visit.client())) {
      return refuse_page(visit, not_authorized("This client takes no passwords."));
    }
    return answer(visit, *form);
  });
}

http::Response go_to(const Visit& visit, std::string_view path, const Flow& flow) {
  // Without a host: the browser stays at the one where its cookies are.
  http::Response response = oauth::redirect_to(visit.address(path));
  keep_flow(visit.login, visit.client().id, flow, response);
  return response;
}

http::Response go_to(const Visit& visit, std::string_view path, Flow flow, std::string_view message,
                     bool is_notice) {
  flow.message = message;
  flow.is_notice = is_notice;
  return go_to(visit, path, flow);
}

}  // namespace postern::web
