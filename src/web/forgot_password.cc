// /forgotPassword and /confirmforgotPassword: a code, and with it a new password.
#include "web/api_call.h"
#include "web/delivery.h"
#include "web/new_password_field.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/usernames.h"

namespace postern::web {
namespace {

Markup name_field(const Visit& visit, std::string_view username) {
  return input_field({.name = "username",
                      .label = username_label(visit),
                      .type = username_input_type(visit),
                      .autocomplete = "username",
                      .value = username});
}

http::Response forgot_page(const Visit& visit, std::string_view username, Page page) {
  Markup form = begin_form(visit, "forgotPasswordForm", "/forgotPassword");
  form << name_field(visit, username)
       << button(visit.say(Text::send_code), "reset_my_password", "reset") << "</form>";
  page.body << form << link_line(visit, "/login", Text::back_to_sign_in);
  return render(visit, std::move(page));
}

http::Response confirm_page(const Visit& visit, Page page) {
  Markup form = begin_form(visit, "confirmForgotPasswordForm", "/confirmforgotPassword");
  if (visit.flow.username.empty()) form << name_field(visit, {});
  form << delivery_line(visit) << code_field(visit, Text::code)
       << new_password_field(visit, Text::new_password, /*required=*/true)
       << button(visit.say(Text::reset_password), "reset_password", "reset") << "</form>";
  page.body << form << link_line(visit, "/forgotPassword", Text::resend_code)
            << link_line(visit, "/login", Text::back_to_sign_in);
  return render(visit, std::move(page));
}

}  // namespace

http::Response show_forgot_password(const oauth::LoginRequest& login) {
  return show(login, [](Visit& visit) {
    return forgot_page(visit, visit.flow.username, {.title = Text::reset_password});
  });
}

http::Response take_forgot_password(const oauth::LoginRequest& login) {
  return take(login, [](Visit& visit, const codec::Form& form) {
    Flow flow{.username = std::string(form.get("username")),
              .adds_passkey = visit.flow.adds_passkey};
    const auto answer =
        call_api(visit, "ForgotPassword", Json::object().set("Username", flow.username));
    if (!answer.ok()) {
      return forgot_page(visit, flow.username,
                         {.title = Text::reset_password,
                          .problem = told(visit, answer.error()),
                          .status = status_of(answer.error())});
    }
    note_delivery(flow, *answer);
    return go_to(visit, "/confirmforgotPassword", flow);
  });
}

http::Response show_confirm_forgot_password(const oauth::LoginRequest& login) {
  return show(login,
              [](Visit& visit) { return confirm_page(visit, {.title = Text::reset_password}); });
}

http::Response take_confirm_forgot_password(const oauth::LoginRequest& login) {
  return take(login, [](Visit& visit, const codec::Form& form) {
    Flow flow{.username = visit.flow.username, .adds_passkey = visit.flow.adds_passkey};
    if (flow.username.empty()) flow.username = form.get("username");
    const auto answer = call_api(visit, "ConfirmForgotPassword",
                                 Json::object()
                                     .set("Username", flow.username)
                                     .set("ConfirmationCode", form.get("code"))
                                     .set("Password", form.get("password")));
    if (!answer.ok()) {
      return confirm_page(visit, {.title = Text::reset_password,
                                  .problem = told(visit, answer.error()),
                                  .status = status_of(answer.error())});
    }
    return go_to(visit, "/login", std::move(flow), visit.say(Text::password_changed),
                 /*is_notice=*/true);
  });
}

}  // namespace postern::web
