// What a device proves itself with, as ConfirmDevice brings it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::domain {

struct DeviceSecret {
  std::string salt;
  std::string verifier;
};

// Both are canonical base64: a salt of 16 bytes, with a leading 00 where clients pad it, and a
// verifier in 1 < v < N. InvalidParameterException for anything else.
Result<DeviceSecret> parse_device_secret(std::string_view salt, std::string_view verifier);

}  // namespace postern::domain
