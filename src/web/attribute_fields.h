// Inputs for attributes of users, and reading them back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/visit.h"

namespace postern::web {

// An input "requiredAttributes[email]", with what was typed there before.
Markup attribute_field(const Visit& visit, std::string_view name, bool required,
                       std::string_view value = {});

// What the form says of the attribute; empty without it.
std::string_view attribute_in(const codec::Form& form, std::string_view name);

// Attributes that someone who signs up is asked for: those the pool requires, and an address that
// it sends codes to. None that is the username, which is asked for anyway.
struct AskedAttribute {
  std::string name;
  bool required = true;
};
std::vector<AskedAttribute> asked_attributes(const Visit& visit);

}  // namespace postern::web
