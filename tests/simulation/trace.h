// What happened in a simulated world: its last lines to read, and a digest of all of them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace postern::sim {

class Trace {
 public:
  explicit Trace(bool prints) : prints_(prints) {}

  // `detail` counts in the digest; lines show its beginning.
  void add(std::string_view line, std::string_view detail = {});

  // FNV-1a over everything added.
  [[nodiscard]] std::uint64_t digest() const { return digest_; }
  // The last lines, oldest first.
  [[nodiscard]] std::string tail() const;

 private:
  void digest(std::string_view text);

  const bool prints_;
  std::uint64_t digest_ = 0xcbf29ce484222325U;
  std::deque<std::string> lines_;
};

}  // namespace postern::sim
