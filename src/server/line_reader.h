// One line of HTTP at a time: ended by CR LF and by nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::server {

// Many attacks on framing need a line end, or a byte in a line, that two parsers see differently.
// So a bare LF, a bare CR and every other control character but the tab are malformed (H04, H06).
class LineReader {
 public:
  enum class State { more, line, malformed, too_long };

  // Lines together may take this many bytes, ends included, until the next allow().
  void allow(std::size_t bytes) { budget_ = bytes; }

  // Takes bytes off the front of `bytes`, up to and including the end of the line.
  State feed(std::string_view& bytes);

  // REQUIRES: feed() returned State::line. Gives the line without its end, and starts the next.
  std::string take();

  // Whether any byte of the current line was seen.
  [[nodiscard]] bool started() const { return !line_.empty() || after_cr_; }

 private:
  State add(char c);

  std::string line_;
  bool after_cr_ = false;
  std::size_t budget_ = 0;
};

}  // namespace postern::server
