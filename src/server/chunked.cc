// The chunked transfer coding.
#include "chunked.h"

#include <algorithm>
#include <charconv>

#include "head.h"
#include "text.h"

namespace postern::server {
namespace {

constexpr WireError kMalformed{400, "The chunked body is malformed."};

}  // namespace

WireError ChunkedReader::feed(std::string_view& bytes, std::string& body) {
  while (!bytes.empty() && !done()) {
    if (state_ == State::data) {
      take_data(bytes, body);
    } else if (auto error = read_line(bytes, body.size())) {
      return error;
    }
  }
  return {};
}

void ChunkedReader::take_data(std::string_view& bytes, std::string& body) {
  const std::size_t taken = std::min(left_, bytes.size());
  body.append(bytes.substr(0, taken));
  bytes.remove_prefix(taken);
  left_ -= taken;
  if (left_ == 0) expect_line(State::data_end, 2);
}

WireError ChunkedReader::read_line(std::string_view& bytes, std::size_t body_bytes) {
  switch (lines_.feed(bytes)) {
    case LineReader::State::more:
      return {};
    case LineReader::State::line:
      return on_line(lines_.take(), body_bytes);
    case LineReader::State::malformed:
      return kMalformed;
    case LineReader::State::too_long:
      break;
  }
  return state_ == State::trailer ? WireError{431, "The trailer is too large."} : kMalformed;
}

WireError ChunkedReader::on_line(std::string_view line, std::size_t body_bytes) {
  if (state_ == State::size) return on_size(line, body_bytes);
  if (state_ == State::trailer) return on_trailer(line);
  if (!line.empty()) return kMalformed;
  expect_line(State::size, kSizeLineBytesMax);
  return {};
}

WireError ChunkedReader::on_size(std::string_view line, std::size_t body_bytes) {
  const bool digits = !line.empty() && std::ranges::all_of(line, is_hex_digit);
  if (!digits) return kMalformed;
  std::from_chars(line.data(), line.data() + line.size(), left_, 16);
  if (left_ > kBodyBytesMax - body_bytes) return {413, "The body is larger than 2 MiB."};
  if (left_ == 0) {
    expect_line(State::trailer, kTrailerBytesMax);
  } else {
    state_ = State::data;
  }
  return {};
}

WireError ChunkedReader::on_trailer(std::string_view line) {
  if (line.empty()) {
    state_ = State::done;
    return {};
  }
  Request dropped;
  return read_field_line(line, dropped) ? kMalformed : WireError{};
}

void ChunkedReader::expect_line(State state, std::size_t bytes_max) {
  state_ = state;
  lines_.allow(bytes_max);
}

}  // namespace postern::server
