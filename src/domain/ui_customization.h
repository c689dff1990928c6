// Classic customisation of the sign-in pages: a style sheet and a logo, of one client or for all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/resource.h"

namespace postern::domain {

inline constexpr std::size_t kUiImageBytesMax = 100 << 10;

struct UiCustomization {
  PoolResource resource;  // CSS, where there is one.
  std::string image;      // PNG or JPEG; empty: none.

  [[nodiscard]] bool empty() const { return resource.settings.empty() && image.empty(); }
};

// Rejects what is no PNG or JPEG image of at most kUiImageBytesMax, and style sheets that reach
// beyond the page's look: markup, escapes, imports, scripts.
Status check_ui_customization(const UiCustomization& customization);

// What was set for the client, or for the id "ALL"; never the one in place of the other.
Result<std::optional<UiCustomization>> find_ui_customization(Txn& txn, std::string_view pool_id,
                                                             std::string_view client_id);

// Replaces it; one that is empty removes it. The date of creation stays that of the first.
Status set_ui_customization(Txn& txn, std::string_view pool_id, std::string_view client_id,
                            UiCustomization& customization);

}  // namespace postern::domain
