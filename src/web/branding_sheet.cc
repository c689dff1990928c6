// Managed login branding as a style sheet.
#include "web/branding_sheet.h"

#include <algorithm>

#include "domain/branding.h"

namespace postern::web {
namespace {

// A variable of pages.css, and the colour of the settings that it takes.
struct Colour {
  std::string_view variable;
  std::string_view path;  // "MODE" stands for lightMode or darkMode.
};
constexpr Colour kColours[] = {
    {"--page", "components/pageBackground/MODE/color"},
    {"--form", "components/form/MODE/backgroundColor"},
    {"--form-border", "components/form/MODE/borderColor"},
    {"--heading", "components/pageText/MODE/headingColor"},
    {"--text", "components/pageText/MODE/bodyColor"},
    {"--soft", "components/pageText/MODE/descriptionColor"},
    {"--label", "componentClasses/inputLabel/MODE/textColor"},
    {"--input", "componentClasses/input/MODE/defaults/backgroundColor"},
    {"--input-border", "componentClasses/input/MODE/defaults/borderColor"},
    {"--focus", "componentClasses/focusState/MODE/borderColor"},
    {"--link", "componentClasses/link/MODE/defaults/textColor"},
    {"--divider", "componentClasses/divider/MODE/borderColor"},
    {"--button", "components/primaryButton/MODE/defaults/backgroundColor"},
    {"--button-text", "components/primaryButton/MODE/defaults/textColor"},
    {"--button-hover", "components/primaryButton/MODE/hover/backgroundColor"},
    {"--button-hover-text", "components/primaryButton/MODE/hover/textColor"},
    {"--second", "components/secondaryButton/MODE/defaults/backgroundColor"},
    {"--second-border", "components/secondaryButton/MODE/defaults/borderColor"},
    {"--second-text", "components/secondaryButton/MODE/defaults/textColor"}};

struct Corner {
  std::string_view variable;
  std::string_view path;
};
constexpr Corner kCorners[] = {{"--form-radius", "components/form/borderRadius"},
                               {"--input-radius", "componentClasses/input/borderRadius"},
                               {"--button-radius", "componentClasses/buttons/borderRadius"}};
constexpr std::int64_t kRadiusMax = 64;

const Json* find_at(const Json& settings, std::string_view path, std::string_view mode) {
  const Json* at = &settings;
  while (at != nullptr && !path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, slash);
    at = at->find(name == "MODE" ? mode : name);
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return at;
}

bool is_colour(const Json* value) {
  if (value == nullptr || !value->is_string() || value->as_string().size() != 8) return false;
  return std::ranges::all_of(value->as_string(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

std::string colours(const Json& settings, std::string_view mode) {
  std::string css = ":root{";
  for (const auto& [variable, path] : kColours) {
    const Json* value = find_at(settings, path, mode);
    if (is_colour(value)) css.append(variable).append(":#").append(value->as_string()).append(";");
  }
  return css + "}\n";
}

std::string corners(const Json& settings) {
  std::string css = ":root{";
  for (const auto& [variable, path] : kCorners) {
    const Json* value = find_at(settings, path, {});
    const bool is_radius = value != nullptr && value->is_int() && value->as_int() >= 0 &&
                           value->as_int() <= kRadiusMax;
    if (is_radius) {
      css.append(variable).append(":").append(std::to_string(value->as_int())).append("px;");
    }
  }
  return css + "}\n";
}

}  // namespace

std::string branding_sheet(const Json& settings) {
  const Json merged = domain::merged_settings(domain::default_branding_settings(), settings);
  const Json* mode = find_at(merged, "categories/global/colorSchemeMode", {});
  const std::string_view scheme =
      mode != nullptr && mode->is_string() ? std::string_view(mode->as_string()) : "LIGHT";
  const std::string light = colours(merged, "lightMode");
  const std::string dark = colours(merged, "darkMode");
  if (scheme == "DARK") return corners(merged) + dark;
  if (scheme == "LIGHT") return corners(merged) + light;
  return corners(merged) + light + "@media (prefers-color-scheme: dark){" + dark + "}\n";
}

}  // namespace postern::web
