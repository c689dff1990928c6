// What the host's functions put into a reply: bytes, rows, or the reason of a failure.
#include "capi/reply.h"

#include <new>
#include <string_view>

#include "capi/view.h"
#include "postern/storage.h"

namespace postern::capi {
namespace {

bool is_view(postern_str bytes) {
  return bytes.ptr != nullptr || bytes.len == 0;
}

std::string_view view_in(postern_str bytes) {
  return {bytes.ptr, bytes.len};
}

postern_status replace(std::string& target, std::string_view bytes) noexcept {
  try {
    wipe(target);
    target = bytes;
    return POSTERN_OK;
  } catch (const std::bad_alloc&) {
    return POSTERN_E_NO_MEMORY;
  }
}

postern_status add_row(storage::RowSink& rows, std::string_view key,
                       std::string_view value) noexcept {
  try {
    return rows.add(key, value) ? POSTERN_OK : POSTERN_E_INVALID_ARGUMENT;
  } catch (const std::bad_alloc&) {
    return POSTERN_E_NO_MEMORY;
  }
}

}  // namespace
}  // namespace postern::capi

namespace capi = postern::capi;

postern_status postern_reply_set(postern_reply* reply, postern_str bytes) {
  if (reply == nullptr) return POSTERN_E_INVALID_ARGUMENT;
  if (!capi::is_view(bytes) || bytes.len > reply->value_bytes_max) {
    reply->is_refused = true;
    return POSTERN_E_INVALID_ARGUMENT;
  }
  const postern_status status = capi::replace(reply->value, capi::view_in(bytes));
  reply->is_set = status == POSTERN_OK;
  reply->out_of_memory |= status == POSTERN_E_NO_MEMORY;
  return status;
}

postern_status postern_reply_row(postern_reply* reply, postern_str key, postern_str value) {
  if (reply == nullptr) return POSTERN_E_INVALID_ARGUMENT;
  if (reply->rows == nullptr || !capi::is_view(key) || !capi::is_view(value)) {
    reply->is_refused = true;
    return POSTERN_E_INVALID_ARGUMENT;
  }
  const postern_status status =
      capi::add_row(*reply->rows, capi::view_in(key), capi::view_in(value));
  reply->out_of_memory |= status == POSTERN_E_NO_MEMORY;
  return status;
}

postern_status postern_reply_fail(postern_reply* reply, postern_str message) {
  if (reply == nullptr) return POSTERN_E_INVALID_ARGUMENT;
  // No guard() here: its error object has nowhere to go. Only the text check can allocate.
  try {
    const auto text = capi::read_text(message, capi::kMessageBytesMax, "message");
    if (!text.ok()) return POSTERN_E_INVALID_ARGUMENT;
    return capi::replace(reply->failure, *text);
  } catch (const std::bad_alloc&) {
    return POSTERN_E_NO_MEMORY;
  }
}
