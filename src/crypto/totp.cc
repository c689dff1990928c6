// Time-based one-time passwords: RFC 6238 over RFC 4226.
#include "crypto/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

#include "base/secret.h"
#include "crypto/digest.h"

namespace postern::crypto::totp {
namespace {

constexpr std::size_t kSha1Bytes = 20;
using Mac = std::array<unsigned char, kSha1Bytes>;

Mac hmac_sha1(std::string_view seed, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (int at = 7; at >= 0; --at, step >>= 8) {
    counter[static_cast<std::size_t>(at)] = static_cast<unsigned char>(step & 0xff);
  }
  Mac mac{};
  unsigned int size = 0;
  const auto* made = HMAC(EVP_sha1(), seed.data(), static_cast<int>(seed.size()), counter.data(),
                          counter.size(), mac.data(), &size);
  if (made == nullptr || size != mac.size()) throw std::bad_alloc();
  return mac;
}

// RFC 4226 section 5.3: 31 bits at the offset that the last nibble names.
std::uint32_t truncate(const Mac& mac) {
  const std::size_t at = mac.back() & 0x0f;
  return static_cast<std::uint32_t>(mac[at] & 0x7f) << 24 |
         static_cast<std::uint32_t>(mac[at + 1]) << 16 |
         static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
}

}  // namespace

std::string code(std::string_view seed, std::int64_t step, int digits) {
  Mac mac = hmac_sha1(seed, step);
  std::uint32_t number = truncate(mac);
  wipe(mac.data(), mac.size());
  std::string out(static_cast<std::size_t>(digits), '0');
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, number /= 10) {
    *digit = static_cast<char>('0' + number % 10);
  }
  return out;
}

std::optional<std::int64_t> matching_step(std::string_view seed, std::string_view given,
                                          std::int64_t time_s) {
  const std::int64_t now = step_at(time_s);
  std::optional<std::int64_t> found;
  for (std::int64_t step = now > 0 ? now - 1 : now; step <= now + 1; ++step) {
    if (equal(code(seed, step), given)) found = step;
  }
  return found;
}

}  // namespace postern::crypto::totp
