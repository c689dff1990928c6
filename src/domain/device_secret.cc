// What a device proves itself with, as ConfirmDevice brings it.
#include "domain/device_secret.h"

#include "codec/base64.h"
#include "crypto/srp.h"

namespace postern::domain {
namespace {

// Clients draw 16 bytes and write them as a number: shorter by leading zeros, longer by their pad.
constexpr std::size_t kSaltBytesMin = 8;
constexpr std::size_t kSaltBytesMax = crypto::srp::kSaltBytes + 1;
constexpr std::size_t kTextMax = 1024;

}  // namespace

Result<DeviceSecret> parse_device_secret(std::string_view salt, std::string_view verifier) {
  const Error invalid = invalid_parameter("Invalid device secret verifier config given.");
  if (salt.size() > kTextMax || verifier.size() > kTextMax) return invalid;
  auto salt_bytes = codec::base64_decode(salt);
  auto verifier_bytes = codec::base64_decode(verifier);
  if (!salt_bytes.ok() || !verifier_bytes.ok()) return invalid;
  const std::size_t size = salt_bytes->size();
  if (size < kSaltBytesMin || size > kSaltBytesMax ||
      !crypto::srp::is_usable_verifier(*verifier_bytes)) {
    return invalid;
  }
  return DeviceSecret{std::move(*salt_bytes), std::move(*verifier_bytes)};
}

}  // namespace postern::domain
