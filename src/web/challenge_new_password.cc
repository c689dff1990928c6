// NEW_PASSWORD_REQUIRED: a password of the user's own, and what attributes are missing.
#include "web/attribute_fields.h"
#include "web/challenge.h"
#include "web/new_password_field.h"
#include "web/sign_in_call.h"

namespace postern::web {
namespace {

constexpr std::string_view kPrefix = "userAttributes.";

std::vector<std::string> missing_attributes(const Visit& visit) {
  std::vector<std::string> names;
  const auto list = Json::parse(visit.flow.parameters.get_string("requiredAttributes"));
  if (!list.ok() || !list->is_array()) return names;
  for (const Json& item : list->as_array()) {
    if (item.is_string() && item.as_string().starts_with(kPrefix)) {
      names.push_back(item.as_string().substr(kPrefix.size()));
    }
  }
  return names;
}

}  // namespace

Markup new_password_body(const Visit& visit) {
  Markup form = begin_form(visit, "changePasswordForm", "/challenge");
  form << new_password_field(visit, Text::new_password, /*required=*/true);
  for (const std::string& name : missing_attributes(visit)) {
    form << attribute_field(visit, name, /*required=*/true);
  }
  form << button(visit.say(Text::next), "reset_password", "reset") << "</form>";
  return form;
}

Result<Json> answer_new_password(Visit& visit, const codec::Form& form) {
  Json responses = Json::object();
  responses.set("NEW_PASSWORD", form.get("password"));
  for (const std::string& name : missing_attributes(visit)) {
    const std::string_view value = attribute_in(form, name);
    if (!value.empty()) responses.set(std::string(kPrefix) + name, value);
  }
  return answer_challenge(visit, std::move(responses));
}

}  // namespace postern::web
