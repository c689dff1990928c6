// What users sign in with.
#include "web/usernames.h"

namespace postern::web {
namespace {

bool is_email_only(const Visit& visit) {
  const domain::AttributeSet& names = visit.pool().username_attributes;
  return names.email && !names.phone_number;
}

bool is_phone_only(const Visit& visit) {
  const domain::AttributeSet& names = visit.pool().username_attributes;
  return names.phone_number && !names.email;
}

}  // namespace

std::string_view username_label(const Visit& visit) {
  if (is_email_only(visit)) return visit.say(Text::email);
  if (is_phone_only(visit)) return visit.say(Text::phone_number);
  if (visit.pool().username_attributes.any()) return visit.say(Text::email_or_phone_number);
  return visit.say(Text::username);
}

// A browser's own idea of an e-mail address is not Cognito's, so one is typed as text.
std::string_view username_input_type(const Visit& visit) {
  return is_phone_only(visit) ? "tel" : "text";
}

}  // namespace postern::web
