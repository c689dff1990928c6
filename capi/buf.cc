// Owned bytes that a call returns.
#include "capi/buf.h"

#include "base/secret.h"
#include "capi/view.h"

postern_str postern_buf_view(const postern_buf* buf) {
  return buf != nullptr ? postern::capi::view_of(buf->bytes) : postern_str{};
}

void postern_buf_free(postern_buf* buf) {
  if (buf == nullptr) return;
  postern::wipe(buf->bytes);  // Responses carry tokens.
  delete buf;
}
