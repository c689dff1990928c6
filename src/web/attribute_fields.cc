// Inputs for attributes of users, and reading them back.
#include "web/attribute_fields.h"

#include <algorithm>

#include "web/page.h"

namespace postern::web {
namespace {

// How HTML asks for a standard attribute (OpenID Connect Core 1.0, section 5.1).
struct Known {
  std::string_view name;
  Text label;
  std::string_view type;
  std::string_view autocomplete;
};
constexpr Known kKnown[] = {
    {"address", Text::attribute_address, "text", "street-address"},
    {"birthdate", Text::attribute_birthdate, "date", "bday"},
    {"email", Text::email, "email", "email"},
    {"family_name", Text::attribute_family_name, "text", "family-name"},
    {"gender", Text::attribute_gender, "text", "sex"},
    {"given_name", Text::attribute_given_name, "text", "given-name"},
    {"locale", Text::attribute_locale, "text", "language"},
    {"middle_name", Text::attribute_middle_name, "text", "additional-name"},
    {"name", Text::attribute_name, "text", "name"},
    {"nickname", Text::attribute_nickname, "text", "nickname"},
    {"phone_number", Text::phone_number, "tel", "tel"},
    {"picture", Text::attribute_picture, "url", "photo"},
    {"preferred_username", Text::attribute_preferred_username, "text", "nickname"},
    {"profile", Text::attribute_profile, "url", "url"},
    {"website", Text::attribute_website, "url", "url"},
    {"zoneinfo", Text::attribute_zoneinfo, "text", "off"},
};

const Known* find_known(std::string_view name) {
  const auto* found = std::ranges::find(kKnown, name, &Known::name);
  return found == std::end(kKnown) ? nullptr : found;
}

// Those that a pool made up have no other label than their name.
std::string_view label_of(const Visit& visit, std::string_view name, const Known* known) {
  if (known != nullptr) return visit.say(known->label);
  constexpr std::string_view kCustom = "custom:";
  return name.starts_with(kCustom) ? name.substr(kCustom.size()) : name;
}

std::string field_name(std::string_view attribute) {
  return "requiredAttributes[" + std::string(attribute) + "]";
}

bool is_username(const domain::Pool& pool, std::string_view attribute) {
  const domain::AttributeSet& names = pool.username_attributes;
  // Where either will do, what was typed says which it is, and the other may be asked for besides.
  return names.contains(attribute) && !(names.email && names.phone_number);
}

}  // namespace

Markup attribute_field(const Visit& visit, std::string_view name, bool required,
                       std::string_view value) {
  const Known* known = find_known(name);
  return input_field({.name = field_name(name),
                      .label = label_of(visit, name, known),
                      .type = known == nullptr ? "text" : known->type,
                      .autocomplete = known == nullptr ? "off" : known->autocomplete,
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
