// Text inside HTML.
#pragma once

#include <string>
#include <string_view>

namespace postern::codec {

// The text such that HTML reads it back, as content and inside attributes in quotes of either kind.
std::string escape_html(std::string_view text);

}  // namespace postern::codec
