// Sealing under a key that is replaced while it is in use.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "crypto/seal.h"

namespace postern::crypto {

// Seals under the newest key, and opens what that or the one before it sealed. Which of the two it
// was needs no mark on the seal: the other one does not open it. Safe for concurrent use.
class RotatingSealer {
 public:
  // REQUIRES of every key: size() == kSealKeyBytes.
  explicit RotatingSealer(Secret key);

  // Both as of Sealer.
  [[nodiscard]] std::string seal(std::string_view plaintext, std::string_view aad,
                                 Random& random) const;
  [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view aad) const;

  // Whether it is the newest key that opens it.
  [[nodiscard]] bool is_newest(std::string_view sealed, std::string_view aad) const;

  // `key` becomes the newest, and what was the newest the one before.
  void rotate(Secret key);
  // `key` becomes the one before the newest.
  void also_open(Secret key);
  // Only the newest opens anything from here on.
  void forget_previous();

 private:
  struct Keys {
    std::shared_ptr<const Sealer> newest;
    std::shared_ptr<const Sealer> previous;  // May be null.
  };

  [[nodiscard]] const Keys& keys() const { return *current_.load(std::memory_order_acquire); }
  void publish(Keys keys);

  std::mutex changing_;
  // All there ever were: who opens a seal takes no lock, so none can be known to be out of use.
  std::vector<std::unique_ptr<const Keys>> all_;  // GUARDED_BY(changing_)
  std::atomic<const Keys*> current_;
};

}  // namespace postern::crypto
