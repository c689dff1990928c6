// A visit to a page.
#include "web/visit.h"

#include <algorithm>
#include <variant>

#include "http/cookie.h"
#include "http/response.h"
#include "oauth/client_rights.h"
#include "oauth/endpoint_call.h"
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
  request.query = query_with_flow(request.query, flow.id);
  const Language language = language_of(login, request.lang);
  return {.login = login,
          .request = std::move(request),
          .flow = std::move(flow),
          .token = form_token(login),
          .language = language};
}

// What CloudTrail would call it.
struct EventRow {
  std::string_view path;
  std::string_view get;
  std::string_view post;
};
constexpr EventRow kEvents[] = {
    {"/challenge", "Challenge_GET", "Challenge_POST"},
    {"/confirm", "Confirm_GET", "Confirm_POST"},
    {"/confirmforgotPassword", "ConfirmForgotPassword_GET", "ConfirmForgotPassword_POST"},
    {"/forgotPassword", "ForgotPassword_GET", "ForgotPassword_POST"},
    {"/login", "Login_GET", "Login_POST"},
    {"/passkeys/add", "PasskeysAdd_GET", "PasskeysAdd_POST"},
    {"/resendcode", "ResendCode_GET", "ResendCode_POST"},
    {"/signup", "Signup_GET", "Signup_POST"},
};

std::string_view event_of(const oauth::LoginRequest& login) {
  const auto* row = std::ranges::find(kEvents, login.path, &EventRow::path);
  if (row == std::end(kEvents)) return "Page_GET";
  return login.http.method == "POST" ? row->post : row->get;
}

http::Response visit_page(const oauth::LoginRequest& login, const ShowPage& answer) {
  auto read = oauth::read_authorization(login, login.query);
  if (auto* refused = std::get_if<http::Response>(&read)) return std::move(*refused);
  Visit visit = open_visit(login, std::get<oauth::AuthorizationRequest>(std::move(read)));
  oauth::EndpointCall call(login, event_of(login));
  call.is_of(visit.client());
  http::Response response = answer(visit);
  const Status written = call.end(visit.outcome);
  // What is to be in the log and is not has no answer.
  if (visit.outcome.ok() && !written.ok()) response = refuse_page(visit, written.error());
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
    visit.flow.message.clear();  // The page that said it was the one with the form.
    if (!form.ok()) {
      visit.outcome = form.error();
    } else if (!takes_own_users(visit.client())) {
      visit.outcome = not_authorized("This client takes no passwords.");
    }
    return visit.outcome.ok() ? answer(visit, *form) : refuse_page(visit, visit.outcome.error());
  });
}

// Without a host: the browser stays at the one where its cookies are.
http::Response go_to(const Visit& visit, std::string_view path) {
  return oauth::redirect_to(visit.address(path));
}

http::Response go_to(const Visit& visit, std::string_view path, Flow flow) {
  flow.id = visit.flow.id.empty() ? new_flow_id(visit.login) : visit.flow.id;
  http::Response response = oauth::redirect_to(own_path(visit.login, path) + "?" +
                                               query_with_flow(visit.request.query, flow.id));
  keep_flow(visit.login, visit.client().id, flow, response);
  return response;
}

http::Response go_to(const Visit& visit, std::string_view path, Flow flow, std::string_view message,
                     bool is_notice) {
  flow.message = message;
  flow.is_notice = is_notice;
  return go_to(visit, path, std::move(flow));
}

}  // namespace postern::web
