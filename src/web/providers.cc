// Buttons that lead to the identity providers of a client.
#include "web/providers.h"

#include "codec/form.h"
#include "domain/settings.h"

namespace postern::web {
namespace {

struct Social {
  std::string_view name;
  std::string_view shown;
};
constexpr Social kSocial[] = {{"Facebook", "Facebook"},
                              {"Google", "Google"},
                              {"LoginWithAmazon", "Amazon"},
                              {"SignInWithApple", "Apple"}};

const Social* find_social(std::string_view name) {
  for (const Social& social : kSocial) {
    if (social.name == name) return &social;
  }
  return nullptr;
}

// The client's request anew, with the provider in it.
std::string provider_address(const Visit& visit, std::string_view name) {
  codec::Form query;
  const auto asked = codec::Form::parse(visit.request.query);
  if (asked.ok()) {
    for (const auto& [key, value] : asked->fields()) {
      if (key != "identity_provider" && key != "idp_identifier") query.add(key, value);
    }
  }
  query.add("identity_provider", name);
  return own_path(visit.login, "/oauth2/authorize") + "?" + query.encode();
}

}  // namespace

Markup provider_buttons(const Visit& visit) {
  Markup markup;
  const Json& names =
      domain::member_or_empty(visit.client().settings, "SupportedIdentityProviders");
  if (!names.is_array()) return markup;
  for (const Json& item : names.as_array()) {
    const std::string& name = item.as_string();
    if (name == "COGNITO") continue;
    const Social* social = find_social(name);
    markup << "<p><a";
    markup.attribute("class", social == nullptr ? "button provider idpButton-customizable"
                                                : "button provider socialButton-customizable");
    markup.href(provider_address(visit, name));
    markup << ">";
    const auto [before, behind] = around_value(visit.say(Text::continue_with));
    markup.text(before).text(social == nullptr ? std::string_view(name) : social->shown);
    markup.text(behind);
    markup << "</a></p>";
  }
  return markup;
}

}  // namespace postern::web
