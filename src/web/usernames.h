// What users sign in with: a name, or an address that is their name.
#pragma once

#include <string_view>

#include "web/visit.h"

namespace postern::web {

std::string_view username_label(const Visit& visit);
// The type of its input in HTML.
std::string_view username_input_type(const Visit& visit);

}  // namespace postern::web
