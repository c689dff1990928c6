// What kind of image some bytes are, by their content alone.
#pragma once

#include <optional>
#include <string_view>

namespace postern::codec {

enum class ImageFormat { png, jpeg, ico, webp, svg };

// Looks at what every file of a kind begins with; nullopt for anything else. An SVG image is a
// document that a browser runs: one that holds scripts, handlers of events, declarations of
// entities or foreign content is none here.
[[nodiscard]] std::optional<ImageFormat> image_format(std::string_view bytes);

}  // namespace postern::codec
