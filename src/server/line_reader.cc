// One line of HTTP at a time.
#include "line_reader.h"

#include <utility>

namespace postern::server {

LineReader::State LineReader::feed(std::string_view& bytes) {
  State state = State::more;
  while (state == State::more && !bytes.empty()) {
    state = add(bytes.front());
    bytes.remove_prefix(1);
  }
  return state;
}

LineReader::State LineReader::add(char c) {
  if (budget_ == 0) return State::too_long;
  --budget_;
  if (after_cr_) return c == '\n' ? State::line : State::malformed;
  if (c == '\r') {
    after_cr_ = true;
    return State::more;
  }
  const auto byte = static_cast<unsigned char>(c);
  if ((byte < 0x20 && c != '\t') || byte == 0x7f) return State::malformed;
  line_ += c;
  return State::more;
}

std::string LineReader::take() {
  after_cr_ = false;
  return std::exchange(line_, {});
}

}  // namespace postern::server
