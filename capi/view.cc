// Checks on bytes that a caller lends.
#include "capi/view.h"

#include <string>

#include "capi/guard.h"
#include "codec/utf8.h"

namespace postern::capi {

Result<std::string_view> read_bytes(postern_str in, std::size_t bytes_max, std::string_view what) {
  if (in.len > bytes_max) return invalid_argument(std::string(what) + " is too long");
  if (in.len == 0) return std::string_view();
  if (in.ptr == nullptr) return invalid_argument(std::string(what) + " is NULL with a length");
  return std::string_view(in.ptr, in.len);
}

Result<std::string_view> read_text(postern_str in, std::size_t bytes_max, std::string_view what) {
  POSTERN_TRY(const std::string_view text, read_bytes(in, bytes_max, what));
  // A NUL would end the text early in whatever C interface it reaches next, such as a file name.
  if (text.find('\0') != std::string_view::npos || !codec::is_utf8(text)) {
    return invalid_argument(std::string(what) + " is not text");
  }
  return text;
}

}  // namespace postern::capi
