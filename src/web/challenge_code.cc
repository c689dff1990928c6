// Codes that a sign-in asks for: sent ones, and those of an authenticator app.
#include "web/challenge.h"
#include "web/delivery.h"
#include "web/sign_in_call.h"

namespace postern::web {
namespace {

// "SMS_MFA_CODE" and so on; spaces are how people type what they read in groups.
std::string without_spaces(std::string_view code) {
  std::string out(code);
  std::erase(out, ' ');
  return out;
}

Markup code_form(const Visit& visit, const Markup& above, Text label) {
  Markup form = begin_form(visit, "challengeForm", "/challenge");
  form << above << code_field(visit, label)
       << button(visit.say(Text::confirm), "confirm", "confirm") << "</form>";
  return form;
}

}  // namespace

Markup sent_code_body(const Visit& visit) {
  return code_form(visit, delivery_line(visit), Text::code);
}

Markup app_code_body(const Visit& visit) {
  Markup hint;
  hint << "<p class=\"textDescription-customizable\">";
  hint.text(visit.say(Text::app_code_hint));
  const std::string_view device = visit.flow.parameters.get_string("FRIENDLY_DEVICE_NAME");
  if (!device.empty()) hint.text(" (").text(device).text(")");
  hint << "</p>";
  return code_form(visit, hint, Text::code);
}

Result<Json> answer_code(Visit& visit, const codec::Form& form) {
  return answer_challenge(
      visit, Json::object().set(visit.flow.challenge + "_CODE", without_spaces(form.get("code"))));
}

}  // namespace postern::web
