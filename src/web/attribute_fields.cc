// Inputs for attributes of users, and reading them back.
#include "web/attribute_fields.h"

#include <algorithm>

#include "web/page.h"

namespace postern::web {
namespace {

// How HTML asks for a standard attribute (OpenID Connect Core 1.0, section 5.1).
struct Known {
  std::string_view name;
  std::string_view label;
  std::string_view type;
  std::string_view autocomplete;
};
constexpr Known kKnown[] = {
    {"address", "Address", "text", "street-address"},
    {"birthdate", "Birthdate", "date", "bday"},
    {"email", "Email", "email", "email"},
    {"family_name", "Family name", "text", "family-name"},
    {"gender", "Gender", "text", "sex"},
    {"given_name", "Given name", "text", "given-name"},
    {"locale", "Locale", "text", "language"},
    {"middle_name", "Middle name", "text", "additional-name"},
    {"name", "Name", "text", "name"},
    {"nickname", "Nickname", "text", "nickname"},
    {"phone_number", "Phone number", "tel", "tel"},
    {"picture", "Picture", "url", "photo"},
    {"preferred_username", "Preferred username", "text", "nickname"},
    {"profile", "Profile", "url", "url"},
    {"website", "Website", "url", "url"},
    {"zoneinfo", "Time zone", "text", "off"},
};

Known known_or_plain(std::string_view name) {
  const auto* found = std::ranges::find(kKnown, name, &Known::name);
  if (found != std::end(kKnown)) return *found;
  constexpr std::string_view kCustom = "custom:";
  const std::string_view label = name.starts_with(kCustom) ? name.substr(kCustom.size()) : name;
  return {name, label, "text", "off"};
}

std::string field_name(std::string_view attribute) {
  return "requiredAttributes[" + std::string(attribute) + "]";
}

std::string_view label_of(const Visit& visit, const Known& known) {
  if (known.name == "email") return visit.say(Text::email);
  if (known.name == "phone_number") return visit.say(Text::phone_number);
  return known.label;
}

bool is_username(const domain::Pool& pool, std::string_view attribute) {
  const domain::AttributeSet& names = pool.username_attributes;
  // Where either will do, what was typed says which it is, and the other may be asked for besides.
  return names.contains(attribute) && !(names.email && names.phone_number);
}

}  // namespace

Markup attribute_field(const Visit& visit, std::string_view name, bool required,
                       std::string_view value) {
  const Known known = known_or_plain(name);
  return input_field({.name = field_name(name),
                      .label = label_of(visit, known),
                      .type = known.type,
                      .autocomplete = known.autocomplete,
                      .value = value,
                      .required = required});
}

std::string_view attribute_in(const codec::Form& form, std::string_view name) {
  return form.get(field_name(name));
}

std::vector<AskedAttribute> asked_attributes(const Visit& visit) {
  const domain::Pool& pool = visit.pool();
  std::vector<AskedAttribute> asked;
  for (const auto& spec : pool.schema.all()) {
    const bool for_codes = pool.auto_verified.contains(spec.name);
    const bool is_asked = (spec.required || for_codes) && spec.name != "sub" &&
                          !spec.developer_only && !is_username(pool, spec.name) &&
                          visit.client().may_write(pool, spec.name);
    if (is_asked) asked.push_back({.name = spec.name, .required = spec.required});
  }
  return asked;
}

}  // namespace postern::web
