// WEB_AUTHN: a passkey, which the page's script asks the browser for.
#include "web/challenge.h"
#include "web/sign_in_call.h"

namespace postern::web {

Markup passkey_form(const Visit& visit, std::string_view path, std::string_view ceremony,
                    std::string_view options, Text label) {
  Markup form;
  form << "<p class=\"problem errorMessage-customizable\" id=\"passkeyProblem\" role=\"alert\""
          " hidden></p><noscript><p class=\"problem\">";
  form.text(visit.say(Text::needs_script)) << "</p></noscript>";
  form << "<form method=\"post\" name=\"passkeyForm\" id=\"passkeyForm\"";
  form.attribute("action", visit.address(path))
      .attribute("data-ceremony", ceremony)
      .attribute("data-options", options);
  form << "><input type=\"hidden\"";
  form.attribute("name", kTokenField).attribute("value", visit.token.text);
  form << "><input type=\"hidden\" name=\"credential\">" << button(visit.say(label)) << "</form>";
  return form;
}

Markup passkey_body(const Visit& visit) {
  Markup body;
  body << "<p class=\"textDescription-customizable\">";
  body.text(visit.say(Text::passkey_hint)) << "</p>";
  body << passkey_form(visit, "/challenge", "get",
                       visit.flow.parameters.get_string("CREDENTIAL_REQUEST_OPTIONS"),
                       Text::use_passkey);
  return body;
}

Result<Json> answer_passkey(Visit& visit, const codec::Form& form) {
  return answer_challenge(visit, Json::object().set("CREDENTIAL", form.get("credential")));
}

}  // namespace postern::web
