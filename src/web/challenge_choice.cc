// Choices that a sign-in offers: a first factor, or a second one.
#include "web/challenge.h"
#include "web/sign_in_call.h"

namespace postern::web {
namespace {

struct Choice {
  std::string_view name;
  Text text;
};
// PASSWORD has a form of its own; PASSWORD_SRP is for programs.
constexpr Choice kFactors[] = {{"WEB_AUTHN", Text::with_passkey},
                               {"EMAIL_OTP", Text::with_email_code},
                               {"SMS_OTP", Text::with_sms_code}};
constexpr Choice kMfa[] = {{"SOFTWARE_TOKEN_MFA", Text::mfa_app},
                           {"SMS_MFA", Text::mfa_sms},
                           {"EMAIL_OTP", Text::mfa_email}};

bool is_offered(const Json& names, std::string_view name) {
  if (!names.is_array()) return false;
  for (const Json& item : names.as_array()) {
    if (item.is_string() && item.as_string() == name) return true;
  }
  return false;
}

template <std::size_t N>
Markup buttons(const Visit& visit, const Choice (&choices)[N], const Json& offered) {
  Markup form = begin_form(visit, "choiceForm", "/challenge");
  form << "<div class=\"second\">";
  for (const Choice& choice : choices) {
    if (is_offered(offered, choice.name))
      form << button(visit.say(choice.text), "answer", choice.name);
  }
  form << "</div></form>";
  return form;
}

Markup password_form(const Visit& visit, std::string_view answer) {
  Markup form = begin_form(visit, "passwordForm", "/challenge");
  // For password managers, which look for a name beside a password.
  form << "<input type=\"text\" name=\"username\" autocomplete=\"username\" hidden readonly";
  form.attribute("value", visit.flow.username) << ">";
  form << input_field({.name = "password",
                       .label = visit.say(Text::password),
                       .type = "password",
                       .id = "signInFormPassword",
                       .autocomplete = "current-password",
                       .focused = true})
       << button(visit.say(Text::with_password), "answer", answer) << "</form>"
       << link_line(visit, "/forgotPassword", Text::forgot_password);
  return form;
}

}  // namespace

Markup factor_choice_body(const Visit& visit) {
  const Json* offered = visit.flow.parameters.find("AvailableChallenges");
  if (offered == nullptr) return {};
  Markup body;
  if (is_offered(*offered, "PASSWORD")) body << password_form(visit, "PASSWORD");
  body << buttons(visit, kFactors, *offered);
  return body;
}

Markup mfa_choice_body(const Visit& visit) {
  const auto offered = Json::parse(visit.flow.parameters.get_string("MFAS_CAN_CHOOSE"));
  return offered.ok() ? buttons(visit, kMfa, *offered) : Markup();
}

Markup password_body(const Visit& visit) {
  return password_form(visit, "PASSWORD");
}

Result<Json> answer_choice(Visit& visit, const codec::Form& form) {
  Json responses = Json::object();
  responses.set("ANSWER", form.get("answer"));
  if (!form.get("password").empty()) responses.set("PASSWORD", form.get("password"));
  return answer_challenge(visit, std::move(responses));
}

Result<Json> answer_password(Visit& visit, const codec::Form& form) {
  return answer_challenge(visit, Json::object().set("PASSWORD", form.get("password")));
}

}  // namespace postern::web
