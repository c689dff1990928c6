// A style sheet of the plainest kind: rules and comments, nothing nested and no at-rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::codec {

// The selectors of its rules in their order, one by one: "a, b:hover {...}" has "a" and "b:hover".
// nullopt for anything else, and for what a browser might take for the end of something that is
// not: escapes, strings that a line ends or in selectors, unquoted addresses with quotes or
// brackets in them.
[[nodiscard]] std::optional<std::vector<std::string>> style_selectors(std::string_view sheet);

}  // namespace postern::codec
