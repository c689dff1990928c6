// MFA_SETUP: an authenticator app is set up by showing it a key, an address by giving it.
#include "codec/form.h"
#include "web/api_call.h"
#include "web/attribute_fields.h"
#include "web/challenge.h"
#include "web/delivery.h"
#include "web/sign_in_call.h"

namespace postern::web {
namespace {

constexpr std::string_view kSecret = "SECRET_CODE";

bool is_offered(const Visit& visit, std::string_view name) {
  const auto names = Json::parse(visit.flow.parameters.get_string("MFAS_CAN_SETUP"));
  if (!names.ok() || !names->is_array()) return false;
  for (const Json& item : names->as_array()) {
    if (item.is_string() && item.as_string() == name) return true;
  }
  return false;
}

// What authenticator apps read ("Key URI Format" of Google Authenticator's wiki).
std::string app_address(const Visit& visit, std::string_view secret) {
  const std::string issuer = codec::percent_encode(visit.pool().name);
  return "otpauth://totp/" + issuer + ":" + codec::percent_encode(visit.flow.username) +
         "?secret=" + std::string(secret) + "&issuer=" + issuer;
}

Markup app_body(const Visit& visit, std::string_view secret) {
  Markup form = begin_form(visit, "mfaSetupForm", "/challenge");
  form << "<p class=\"textDescription-customizable\">";
  form.text(visit.say(Text::scan_code)) << "</p><div class=\"qr\">";
  form.qr_code(app_address(visit, secret)) << "</div><p>";
  form.text(visit.say(Text::secret_key)) << " <code id=\"secretCode\">";
  form.text(secret) << "</code></p>";
  form << code_field(visit, Text::code)
       << input_field({.name = "device_name",
                       .label = visit.say(Text::device_name),
                       .autocomplete = "off",
                       .required = false})
       << button(visit.say(Text::confirm), "confirm", "confirm") << "</form>";
  return form;
}

Markup address_form(const Visit& visit, std::string_view attribute, Text label) {
  Markup form = begin_form(visit, "mfaAddressForm", "/challenge");
  form << attribute_field(visit, attribute, /*required=*/true) << "<div class=\"second\">"
       << button(visit.say(label), "set_up", attribute) << "</div></form>";
  return form;
}

// The key rides in the Session; the page that shows it has it from the flow's cookie, sealed.
Result<Json> begin_app(Visit& visit) {
  POSTERN_TRY(const Json made, call_api(visit, "AssociateSoftwareToken",
                                        Json::object().set("Session", visit.flow.session)));
  Json parameters = visit.flow.parameters;
  parameters.set(kSecret, made.get_string("SecretCode"));
  return Json::object()
      .set("ChallengeName", visit.flow.challenge)
      .set("Session", made.get_string("Session"))
      .set("ChallengeParameters", std::move(parameters));
}

Result<Json> finish_app(Visit& visit, const codec::Form& form) {
  Json request = Json::object();
  std::string code(form.get("code"));
  std::erase(code, ' ');
  request.set("Session", visit.flow.session).set("UserCode", code);
  if (!form.get("device_name").empty()) {
    request.set("FriendlyDeviceName", form.get("device_name"));
  }
  POSTERN_TRY(const Json verified, call_api(visit, "VerifySoftwareToken", std::move(request)));
  return answer_challenge(visit, Json::object(), verified.get_string("Session"));
}

}  // namespace

Markup mfa_setup_body(const Visit& visit) {
  const std::string_view secret = visit.flow.parameters.get_string(kSecret);
  if (!secret.empty()) return app_body(visit, secret);
  Markup body;
  if (is_offered(visit, "SOFTWARE_TOKEN_MFA")) {
    body << begin_form(visit, "mfaSetupForm", "/challenge")
         << button(visit.say(Text::set_up_app), "set_up", "app") << "</form>";
  }
  if (is_offered(visit, "EMAIL_OTP")) body << address_form(visit, "email", Text::with_email_code);
  if (is_offered(visit, "SMS_MFA")) {
    body << address_form(visit, "phone_number", Text::with_sms_code);
  }
  return body;
}

Result<Json> answer_mfa_setup(Visit& visit, const codec::Form& form) {
  if (!visit.flow.parameters.get_string(kSecret).empty()) return finish_app(visit, form);
  const std::string_view chosen = form.get("set_up");
  if (chosen == "app") return begin_app(visit);
  Json responses = Json::object();
  for (const std::string_view attribute : {"email", "phone_number"}) {
    if (chosen == attribute) responses.set(attribute, attribute_in(form, attribute));
  }
  return answer_challenge(visit, std::move(responses));
}

}  // namespace postern::web
