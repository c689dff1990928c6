// A byte string that is wiped when it dies, and that cannot be copied by accident.
#pragma once

#include <string.h>

#include <string>
#include <string_view>
#include <utility>

namespace postern {

// Overwrites in a way the optimiser may not remove.
inline void wipe(void* bytes, std::size_t size) {
  if (size != 0) explicit_bzero(bytes, size);
}
inline void wipe(std::string& text) {
  wipe(text.data(), text.capacity());
  text.clear();
}

// Owns secret bytes. Moving empties the source; view() borrows until the next mutation.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes) : bytes_(bytes) {}
  explicit Secret(std::size_t size) : bytes_(size, '\0') {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { wipe(other.bytes_); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe(bytes_);
      bytes_ = std::move(other.bytes_);
      wipe(other.bytes_);
    }
    return *this;
  }
  ~Secret() { wipe(bytes_); }

  [[nodiscard]] Secret clone() const { return Secret(std::string_view(bytes_)); }
  [[nodiscard]] std::string_view view() const { return bytes_; }
  [[nodiscard]] unsigned char* data() { return reinterpret_cast<unsigned char*>(bytes_.data()); }
  [[nodiscard]] const unsigned char* data() const {
    return reinterpret_cast<const unsigned char*>(bytes_.data());
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::string bytes_;
};

}  // namespace postern
