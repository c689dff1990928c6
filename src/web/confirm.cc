// /confirm and /resendcode: the code that proves an address, and another one.
#include "web/api_call.h"
#include "web/delivery.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/sign_in_call.h"
#include "web/usernames.h"

namespace postern::web {
namespace {

// Who has come from signing up or in need not say again who they are.
Markup name_field(const Visit& visit) {
  if (!visit.flow.username.empty()) return {};
  return input_field({.name = "username",
                      .label = username_label(visit),
                      .type = username_input_type(visit),
                      .autocomplete = "username"});
}

std::string name_in(const Visit& visit, const codec::Form& form) {
  return visit.flow.username.empty() ? std::string(form.get("username")) : visit.flow.username;
}

http::Response confirm_page(const Visit& visit, Page page) {
  Markup form = begin_form(visit, "confirmForm", "/confirm");
  form << name_field(visit) << delivery_line(visit) << code_field(visit, Text::code)
       << button(visit.say(Text::confirm), "confirm", "confirm") << "</form>";
  page.body << form;
  if (visit.flow.username.empty()) {
    page.body << link_line(visit, "/resendcode", Text::resend_code);
  } else {
    Markup again = begin_form(visit, "resendForm", "/resendcode");
    again << "<div class=\"second\">" << button(visit.say(Text::resend_code)) << "</div></form>";
    page.body << again;
  }
  page.body << link_line(visit, "/login", Text::back_to_sign_in);
  return render(visit, std::move(page));
}

http::Response resend_page(const Visit& visit, Page page) {
  Markup form = begin_form(visit, "resendForm", "/resendcode");
  form << name_field(visit) << button(visit.say(Text::send_code)) << "</form>";
  page.body << form << link_line(visit, "/login", Text::back_to_sign_in);
  return render(visit, std::move(page));
}

// The code was the first factor where the client lets users choose one: then they are signed in.
http::Response after_confirming(Visit& visit, const std::string& username,
                                std::string_view session) {
  if (!session.empty()) {
    const auto answer =
        begin_sign_in(visit, "USER_AUTH", Json::object().set("USERNAME", username), session);
    if (answer.ok()) return follow(visit, username, *answer);
  }
  return go_to(visit, "/login", {.username = username, .adds_passkey = visit.flow.adds_passkey},
               visit.say(Text::account_confirmed), /*is_notice=*/true);
}

}  // namespace

http::Response show_confirm(const oauth::LoginRequest& login) {
  return show(login,
              [](Visit& visit) { return confirm_page(visit, {.title = Text::confirm_account}); });
}

http::Response take_confirm(const oauth::LoginRequest& login) {
  return take(login, [](Visit& visit, const codec::Form& form) {
    const std::string username = name_in(visit, form);
    Json request = Json::object();
    request.set("Username", username).set("ConfirmationCode", form.get("code"));
    if (!visit.flow.session.empty()) request.set("Session", visit.flow.session);
    const auto answer = call_api(visit, "ConfirmSignUp", std::move(request));
    if (answer.ok()) return after_confirming(visit, username, answer->get_string("Session"));
    return confirm_page(visit, {.title = Text::confirm_account,
                                .problem = told(visit, answer.error()),
                                .status = status_of(answer.error())});
  });
}

http::Response show_resend_code(const oauth::LoginRequest& login) {
  return show(login, [](Visit& visit) { return resend_page(visit, {.title = Text::resend_code}); });
}

http::Response take_resend_code(const oauth::LoginRequest& login) {
  return take(login, [](Visit& visit, const codec::Form& form) {
    Flow flow = visit.flow;
    flow.username = name_in(visit, form);
    const auto answer =
        call_api(visit, "ResendConfirmationCode", Json::object().set("Username", flow.username));
    if (!answer.ok()) {
      return resend_page(visit, {.title = Text::resend_code,
                                 .problem = told(visit, answer.error()),
                                 .status = status_of(answer.error())});
    }
    note_delivery(flow, *answer);
    return go_to(visit, "/confirm", flow);
  });
}

}  // namespace postern::web
