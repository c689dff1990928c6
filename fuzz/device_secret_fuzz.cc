// Target: parse_device_secret, what ConfirmDevice brings. The input is a salt, a line's end and a
// verifier.
// Property: what is taken has one spelling, and an exchange can begin with it.
#include "domain/device_secret.h"

#include <algorithm>

#include "codec/base64.h"
#include "crypto/srp.h"
#include "fuzz/property.h"

using postern::codec::base64_encode;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view salt = input.substr(0, end);
  const std::string_view verifier = input.substr(std::min(end + 1, input.size()));
  const auto secret = postern::domain::parse_device_secret(salt, verifier);
  if (!secret.ok()) return;
  require(base64_encode(secret->salt) == salt, "the salt is canonical");
  require(base64_encode(secret->verifier) == verifier, "the verifier is canonical");
  require(postern::crypto::srp::is_usable_verifier(secret->verifier), "the verifier is usable");
}
