// /login: who signs in, with what, or through whom.
#include "domain/sign_in_policy.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/providers.h"
#include "web/sign_in_call.h"
#include "web/usernames.h"

namespace postern::web {
namespace {

constexpr std::string_view kChoice = "USER_AUTH";

// Whether users say first who they are, and then choose what to sign in with.
bool asks_name_first(const Visit& visit) {
  const domain::FirstFactors factors = domain::first_factors(visit.pool());
  return visit.client().flows.user_auth && (factors.sends_codes() || factors.web_authn);
}

// The levels of authentication that the client wants, where it has the flow that can reach them.
std::string wanted_levels(const Visit& visit) {
  if (!visit.client().flows.user_auth) return {};
  std::string levels;
  for (const std::string& value : visit.request.acr_values) {
    levels.append(levels.empty() ? "" : " ").append(value);
  }
  return levels;
}

Markup own_users_form(const Visit& visit, std::string_view username) {
  const bool name_first = asks_name_first(visit);
  Markup form = begin_form(visit, "cognitoSignInForm", "/login");
  form << input_field({.name = "username",
                       .label = username_label(visit),
                       .type = username_input_type(visit),
                       .id = "signInFormUsername",
                       .autocomplete = "username",
                       .value = username,
                       .focused = username.empty()});
  if (!name_first) {
    form << input_field({.name = "password",
                         .label = visit.say(Text::password),
                         .type = "password",
                         .id = "signInFormPassword",
                         .autocomplete = "current-password",
                         .focused = !username.empty()});
  }
  form << button(visit.say(name_first ? Text::next : Text::sign_in), "signInSubmitButton",
                 visit.say(Text::sign_in))
       << "</form>" << link_line(visit, "/forgotPassword", Text::forgot_password);
  if (!visit.pool().admin_create_only) form << link_line(visit, "/signup", Text::need_an_account);
  return form;
}

http::Response login_page(const Visit& visit, std::string_view username, Page page) {
  const Markup providers = provider_buttons(visit);
  page.body << providers;
  if (takes_own_users(visit.client())) {
    if (!providers.empty()) {
      page.body << "<p class=\"textDescription-customizable divider\">";
      page.body.text(visit.say(Text::or_sign_in_with));
      page.body << "</p>";
    }
    page.body << own_users_form(visit, username);
  }
  return render(visit, std::move(page));
}

Result<Json> sign_in(Visit& visit, std::string_view username, std::string_view password) {
  const std::string levels = wanted_levels(visit);
  Json parameters = Json::object();
  parameters.set("USERNAME", username);
  if (!password.empty()) parameters.set("PASSWORD", password);
  if (!asks_name_first(visit) && levels.empty()) {
    return begin_sign_in(visit, "USER_PASSWORD_AUTH", parameters);
  }
  if (!password.empty()) parameters.set("PREFERRED_CHALLENGE", "PASSWORD");
  if (!levels.empty()) parameters.set("TARGET_ACR_VALUES", levels);
  return begin_sign_in(visit, kChoice, parameters);
}

// Some refusals are the beginning of something else.
http::Response after_refusal(const Visit& visit, std::string_view username, const Error& error) {
  Flow flow{.username = std::string(username), .adds_passkey = visit.flow.adds_passkey};
  if (error.code == "UserNotConfirmedException") {
    return go_to(visit, "/confirm", std::move(flow), told(visit, error), /*is_notice=*/false);
  }
  if (error.code == "PasswordResetRequiredException") {
    return go_to(visit, "/forgotPassword", std::move(flow), told(visit, error),
                 /*is_notice=*/false);
  }
  return login_page(visit, username,
                    {.title = Text::sign_in,
                     .body = {},
                     .problem = told(visit, error),
                     .status = status_of(error)});
}

}  // namespace

http::Response show_login(const oauth::LoginRequest& login) {
  return show(login, [](Visit& visit) {
    const std::string_view known = visit.flow.username;
    return login_page(visit, known.empty() ? std::string_view(visit.request.login_hint) : known,
                      {.title = Text::sign_in, .body = {}});
  });
}

http::Response take_login(const oauth::LoginRequest& login) {
  return take(login, [](Visit& visit, const codec::Form& form) {
    const std::string username(form.get("username"));
    const auto answer = sign_in(visit, username, form.get("password"));
    if (!answer.ok()) return after_refusal(visit, username, answer.error());
    return follow(visit, username, *answer);
  });
}

}  // namespace postern::web
