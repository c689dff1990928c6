// Sealing under a key that is replaced while it is in use.
#include "crypto/rotating_sealer.h"

#include <utility>

namespace postern::crypto {

RotatingSealer::RotatingSealer(Secret key) {
  publish({std::make_shared<const Sealer>(std::move(key)), nullptr});
}

std::string RotatingSealer::seal(std::string_view plaintext, std::string_view aad,
                                 Random& random) const {
  return keys().newest->seal(plaintext, aad, random);
}

Result<std::string> RotatingSealer::open(std::string_view sealed, std::string_view aad) const {
  const Keys& now = keys();
  auto opened = now.newest->open(sealed, aad);
  if (opened.ok() || !now.previous) return opened;
  return now.previous->open(sealed, aad);
}

bool RotatingSealer::is_newest(std::string_view sealed, std::string_view aad) const {
  auto opened = keys().newest->open_secret(sealed, aad);
  return opened.ok();
}

void RotatingSealer::rotate(Secret key) {
  const std::lock_guard lock(changing_);
  publish({std::make_shared<const Sealer>(std::move(key)), keys().newest});
}

void RotatingSealer::also_open(Secret key) {
  const std::lock_guard lock(changing_);
  publish({keys().newest, std::make_shared<const Sealer>(std::move(key))});
}

void RotatingSealer::forget_previous() {
  const std::lock_guard lock(changing_);
  publish({keys().newest, nullptr});
}

void RotatingSealer::publish(Keys keys) {
  all_.push_back(std::make_unique<const Keys>(std::move(keys)));
  current_.store(all_.back().get(), std::memory_order_release);
}

}  // namespace postern::crypto
