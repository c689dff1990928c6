// The chunked transfer coding, read strictly.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "line_reader.h"
#include "message.h"

namespace postern::server {

// RFC 9112, section 7.1, without what servers disagree about: no extensions, no more digits than a
// size needs (H04). Trailer fields are checked for form and dropped, so that none can pass for a
// field of the head (H05).
class ChunkedReader {
 public:
  ChunkedReader() { lines_.allow(kSizeLineBytesMax); }

  // Takes bytes off the front of `bytes` and appends content to `body`, until done() or an error.
  WireError feed(std::string_view& bytes, std::string& body);

  [[nodiscard]] bool done() const { return state_ == State::done; }

 private:
  enum class State { size, data, data_end, trailer, done };
  static constexpr std::size_t kSizeDigitsMax = 8;
  static constexpr std::size_t kSizeLineBytesMax = kSizeDigitsMax + 2;
  static constexpr std::size_t kTrailerBytesMax = 4 << 10;

  void take_data(std::string_view& bytes, std::string& body);
  WireError read_line(std::string_view& bytes, std::size_t body_bytes);
  WireError on_line(std::string_view line, std::size_t body_bytes);
  WireError on_size(std::string_view line, std::size_t body_bytes);
  WireError on_trailer(std::string_view line);
  void expect_line(State state, std::size_t bytes_max);

  LineReader lines_;
  State state_ = State::size;
  std::size_t left_ = 0;  // Of the current chunk.
};

}  // namespace postern::server
