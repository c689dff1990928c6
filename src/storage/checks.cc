// Bounds of keys and values, and the errors of the contract.
#include "storage/checks.h"

#include "base/limits.h"

namespace postern::storage {

Error invalid_argument(std::string_view message) {
  return {Errc::invalid_argument, "InternalErrorException", std::string(message)};
}

Error storage_error(std::string_view message) {
  return {Errc::storage, "InternalErrorException", std::string(message)};
}

Error conflict_error() {
  return {Errc::conflict, "ConcurrentModificationException",
          "The request conflicted with concurrent ones; try again."};
}

Status check_key(std::string_view key) {
  if (key.empty()) return invalid_argument("A storage key is empty.");
  if (key.size() > limits::kKeyBytesMax) return invalid_argument("A storage key is too long.");
  return ok();
}

Status check_value(std::string_view value) {
  if (value.size() > limits::kValueBytesMax) return invalid_argument("A stored value is too long.");
  return ok();
}

}  // namespace postern::storage
