// Targets: base64_decode, base64url_decode, base32_decode, hex_decode and their encoders.
// Property: every accepted text is the one spelling of its bytes, and every byte string has one.
#include "codec/base64.h"

#include "codec/base32.h"
#include "codec/hex.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  if (const auto bytes = base64_decode(input); bytes.ok()) {
    require(base64_encode(*bytes) == input, "standard text is canonical");
  }
  if (const auto bytes = base64url_decode(input); bytes.ok()) {
    require(base64url_encode(*bytes) == input, "URL text is canonical");
  }
  if (const auto bytes = base32_decode(input); bytes.ok()) {
    require(base32_encode(*bytes) == input, "base32 text is canonical");
  }
  if (const auto bytes = hex_decode(input); bytes.ok()) {
    require(hex_decode(hex_encode(*bytes)).value() == *bytes, "hexadecimal reads back");
  }
  require(base64_decode(base64_encode(input)).value() == input, "standard bytes survive");
  require(base64url_decode(base64url_encode(input)).value() == input, "URL bytes survive");
  require(base32_decode(base32_encode(input)).value() == input, "base32 bytes survive");
  require(hex_decode(hex_encode(input)).value() == input, "hexadecimal bytes survive");
}
