// HTML as it is put together: what is no literal of this program is escaped, or does not compile.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::web {

class Markup {
 public:
  // Markup of the engine's own.
  template <std::size_t N>
  Markup& operator<<(const char (&literal)[N]) {
    html_.append(literal, N - 1);
    return *this;
  }
  // The parts of a page made before.
  Markup& operator<<(const Markup& part) {
    html_ += part.html_;
    return *this;
  }
  // Text from anywhere (O11).
  Markup& text(std::string_view any);
  // ` name="value"`, with a value from anywhere but addresses: href() is for those.
  template <std::size_t N>
  Markup& attribute(const char (&name)[N], std::string_view value) {
    html_.append(" ").append(name, N - 1);
    return quoted(value);
  }
  // ` name`, where it holds.
  template <std::size_t N>
  Markup& flag(const char (&name)[N], bool holds) {
    if (holds) html_.append(" ").append(name, N - 1);
    return *this;
  }
  // An address of this domain's, or of a web page; any other becomes one that leads nowhere, since
  // browsers run "javascript:".
  Markup& href(std::string_view address);
  // A QR code of the text as an image; nothing for a text that is too long for one.
  Markup& qr_code(std::string_view text);

  [[nodiscard]] bool empty() const { return html_.empty(); }
  [[nodiscard]] const std::string& html() const { return html_; }

 private:
  Markup& quoted(std::string_view value);

  std::string html_;
};

}  // namespace postern::web
