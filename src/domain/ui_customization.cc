// Classic customisation of the sign-in pages: its rules and rows.
#include "domain/ui_customization.h"

#include <algorithm>

#include "codec/image_format.h"
#include "codec/style_sheet.h"
#include "domain/keyspace.h"

namespace postern::domain {
namespace {

// Every class that the pages have for this, and the two states Cognito names with them.
constexpr std::string_view kSelectors[] = {
    ".background-customizable",
    ".banner-customizable",
    ".errorMessage-customizable",
    ".idpButton-customizable",
    ".idpButton-customizable:hover",
    ".idpDescription-customizable",
    ".inputField-customizable",
    ".inputField-customizable:focus",
    ".label-customizable",
    ".legalText-customizable",
    ".logo-customizable",
    ".passwordCheck-notValid-customizable",
    ".passwordCheck-valid-customizable",
    ".redirect-customizable",
    ".socialButton-customizable",
    ".submitButton-customizable",
    ".submitButton-customizable:hover",
    ".textDescription-customizable",
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// The first four are those Cognito names. The others keep the sheet inside its element of the page
// and make what is written what is meant.
Status check_css_text(std::string_view css) {
  const std::string text = lower(css);
  for (const std::string_view forbidden :
       {"@import", "@supports", "@page", "@media", "javascript:", "expression(", "<", "\\"}) {
    if (text.find(forbidden) != std::string::npos) {
      return invalid_parameter("CSS cannot contain " + std::string(forbidden));
    }
  }
  return ok();
}

// Properties are free, though Cognito's guide lists some: its own template has others, and sheets
// with `display: none` are in use.
Status check_css(std::string_view css) {
  POSTERN_CHECK(check_css_text(css));
  const auto selectors = codec::style_selectors(css);
  if (!selectors) return invalid_parameter("CSS must consist of rules without at-rules.");
  for (const std::string& selector : *selectors) {
    if (std::find(std::begin(kSelectors), std::end(kSelectors), selector) == std::end(kSelectors)) {
      return invalid_parameter("CSS cannot customize " + selector);
    }
  }
  return ok();
}

Status check_image(std::string_view image) {
  if (image.size() > kUiImageBytesMax) {
    return invalid_parameter("The image file is larger than 100 KB.");
  }
  const auto format = codec::image_format(image);
  if (format == codec::ImageFormat::png || format == codec::ImageFormat::jpeg) return ok();
  return invalid_parameter("The image file must be a PNG or JPEG image.");
}

}  // namespace

Status check_ui_customization(const UiCustomization& customization) {
  POSTERN_CHECK(check_css(customization.resource.settings.get_string("CSS")));
  return customization.image.empty() ? ok() : check_image(customization.image);
}

Result<std::optional<UiCustomization>> find_ui_customization(Txn& txn, std::string_view pool_id,
                                                             std::string_view client_id) {
  POSTERN_TRY(auto resource, find_resource(txn, keys::ui_customization(pool_id, client_id)));
  if (!resource) return std::optional<UiCustomization>();
  POSTERN_TRY(auto image, txn.get<Image>(keys::ui_image(pool_id, client_id)));
  return std::optional(
      UiCustomization{std::move(*resource), image ? std::move(image->bytes) : std::string()});
}

Status set_ui_customization(Txn& txn, std::string_view pool_id, std::string_view client_id,
                            UiCustomization& customization) {
  const std::string key = keys::ui_customization(pool_id, client_id);
  const std::string image_key = keys::ui_image(pool_id, client_id);
  POSTERN_CHECK(txn.erase(image_key));
  if (customization.empty()) return txn.erase(key);
  POSTERN_TRY(const auto before, find_resource(txn, key));
  if (before) customization.resource.created_us = before->created_us;
  if (!customization.image.empty()) {
    Image image;
    image.bytes = customization.image;
    POSTERN_CHECK(txn.put(image_key, image));
  }
  return put_resource(txn, key, customization.resource);
}

}  // namespace postern::domain
