// The input for a password of the user's own choice.
#include "web/new_password_field.h"

#include "web/page.h"

namespace postern::web {
namespace {

struct Kind {
  bool domain::PasswordPolicy::*wanted;
  Text text;
};
constexpr Kind kKinds[] = {{&domain::PasswordPolicy::uppercase, Text::uppercase_letters},
                           {&domain::PasswordPolicy::lowercase, Text::lowercase_letters},
                           {&domain::PasswordPolicy::numbers, Text::numbers},
                           {&domain::PasswordPolicy::symbols, Text::symbols}};

// "Minimum length: 8. With: uppercase letters, numbers."
std::string policy_text(const Visit& visit) {
  const domain::PasswordPolicy& policy = visit.pool().password_policy;
  const auto [before, behind] = around_value(visit.say(Text::minimum_length));
  std::string text(before);
  text.append(std::to_string(policy.length_min)).append(behind);
  std::string kinds;
  for (const auto& [wanted, name] : kKinds) {
    if (policy.*wanted) kinds.append(kinds.empty() ? " " : ", ").append(visit.say(name));
  }
  if (!kinds.empty()) text.append(" ").append(visit.say(Text::with)).append(kinds).append(".");
  return text;
}

}  // namespace

Markup new_password_field(const Visit& visit, Text label, bool required) {
  std::string hint = policy_text(visit);
  if (!required) hint.append(" ").append(visit.say(Text::password_optional));
  return input_field({.name = "password",
                      .label = visit.say(label),
                      .type = "password",
                      .autocomplete = "new-password",
                      .hint = hint,
                      .required = required});
}

}  // namespace postern::web
