// HTML as it is put together.
#include "web/markup.h"

#include "codec/html.h"
#include "codec/qr_code.h"

namespace postern::web {

Markup& Markup::text(std::string_view any) {
  html_ += codec::escape_html(any);
  return *this;
}

Markup& Markup::quoted(std::string_view value) {
  html_.append("=\"").append(codec::escape_html(value)).append("\"");
  return *this;
}

Markup& Markup::href(std::string_view address) {
  // Two slashes would lead to another host.
  const bool is_own = address.starts_with('/') && !address.starts_with("//");
  const bool is_page = address.starts_with("https://") || address.starts_with("http://");
  html_ += " href";
  return quoted(is_own || is_page ? address : "#");
}

Markup& Markup::qr_code(std::string_view text) {
  const auto code = codec::make_qr_code(text);
  if (code.ok()) html_ += codec::qr_svg(*code);
  return *this;
}

}  // namespace postern::web
