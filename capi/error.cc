// The error object, and the table from the core's kinds of failure to C statuses.
#include "postern/error.h"

#include "capi/guard.h"
#include "capi/view.h"

namespace postern::capi {
namespace {

// A bad handle is known only to this layer; its code tells it from other invalid arguments.
constexpr std::string_view kBadHandleCode = "BadHandleException";

postern_status status_of(const Error& error) {
  switch (error.errc) {
    case Errc::rejected:
      return POSTERN_E_REJECTED;
    case Errc::invalid_argument:
      return error.code == kBadHandleCode ? POSTERN_E_BAD_HANDLE : POSTERN_E_INVALID_ARGUMENT;
    case Errc::conflict:
      return POSTERN_E_CONFLICT;
    case Errc::unknown_commit:
      return POSTERN_E_UNKNOWN_COMMIT;
    case Errc::storage:
      return POSTERN_E_STORAGE;
    case Errc::corrupt:
      return POSTERN_E_CORRUPT;
    case Errc::busy:
      return POSTERN_E_BUSY;
    case Errc::internal:
      return POSTERN_E_INTERNAL;
  }
  return POSTERN_E_INTERNAL;
}

}  // namespace

Error invalid_argument(std::string_view message) {
  return {Errc::invalid_argument, "InvalidParameterException", std::string(message)};
}

Error busy(std::string_view message) {
  return {Errc::busy, "BusyException", std::string(message)};
}

Error bad_handle() {
  return {Errc::invalid_argument, std::string(kBadHandleCode), "Not an open engine"};
}

postern_status fail(postern_error** out_error, Error error) noexcept {
  const postern_status status = status_of(error);
  if (out_error == nullptr) return status;
  *out_error = new (std::nothrow) postern_error{status, std::move(error)};
  return *out_error != nullptr ? status : POSTERN_E_NO_MEMORY;
}

}  // namespace postern::capi

using postern::capi::view_of;

postern_status postern_error_status(const postern_error* error) {
  return error != nullptr ? error->status : POSTERN_OK;
}

postern_str postern_error_code(const postern_error* error) {
  return error != nullptr ? view_of(error->error.code) : postern_str{};
}

postern_str postern_error_message(const postern_error* error) {
  return error != nullptr ? view_of(error->error.message) : postern_str{};
}

void postern_error_free(postern_error* error) { delete error; }
