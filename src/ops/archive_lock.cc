// What protects an exported pool.
#include "ops/archive_lock.h"

#include "codec/base64.h"

namespace postern::ops {
namespace {

constexpr std::size_t kPassphraseBytesMin = 12;
constexpr std::size_t kPassphraseBytesMax = 1'024;

}  // namespace

Result<bulk::ArchiveLock> archive_lock(const Json& request) {
  const std::string_view passphrase = request.get_string("Passphrase");
  const std::string_view key = request.get_string("Key");
  if (passphrase.empty() == key.empty()) {
    return invalid_parameter("Give either Key or Passphrase.");
  }
  if (!passphrase.empty()) {
    if (passphrase.size() < kPassphraseBytesMin || passphrase.size() > kPassphraseBytesMax) {
      return invalid_parameter("The passphrase has less than 12 bytes, or more than 1024.");
    }
    return bulk::ArchiveLock{.is_passphrase = true, .secret = Secret(passphrase)};
  }
  auto bytes = codec::base64_decode(key);
  if (!bytes.ok() || bytes->size() != crypto::kSealKeyBytes) {
    return invalid_parameter("Key is not base64 of 32 bytes.");
  }
  bulk::ArchiveLock lock{.is_passphrase = false, .secret = Secret(std::string_view(*bytes))};
  wipe(*bytes);
  return lock;
}

}  // namespace postern::ops
