// The gate: bytes of a connection to requests, strictly and piece by piece, without a socket.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "chunked.h"
#include "head.h"
#include "line_reader.h"
#include "message.h"

namespace postern::server {

// Reads one HTTP/1.1 request after another. How the bytes are cut into pieces makes no difference.
// After an error nothing more is read: where a request ends is no longer known (H09).
class RequestReader {
 public:
  RequestReader() { restart(); }

  // Reads up to the end of the current request. Returns how many bytes it took; what it left
  // belongs to the next request.
  std::size_t feed(std::string_view bytes);

  [[nodiscard]] bool complete() const { return state_ == State::complete; }
  [[nodiscard]] WireError error() const { return error_; }
  // Whether any byte of the current request was read.
  [[nodiscard]] bool started() const { return state_ != State::request_line || lines_.started(); }
  [[nodiscard]] bool in_body() const {
    return state_ == State::sized_body || state_ == State::chunked_body;
  }
  [[nodiscard]] std::size_t body_bytes() const { return request_.body.size(); }

  // Whether the client waits for "100 Continue". True until the first byte of the body, or until
  // continue_sent().
  [[nodiscard]] bool wants_continue() const { return in_body() && framing_.expects_continue; }
  void continue_sent() { framing_.expects_continue = false; }

  // REQUIRES: complete(). Gives the request and starts the next. Of an upload in pieces it gives
  // a request for each piece, which says by Content-Range where it belongs.
  Request take();

  // Whether the request that was taken last was a piece with others behind it. They are read only
  // after continue_upload(), with the id the engine answered the piece with.
  [[nodiscard]] bool has_more_pieces() const { return upload_waits_; }
  void continue_upload(std::string_view upload_id);

 private:
  enum class State { request_line, fields, sized_body, chunked_body, complete, failed };

  void restart();
  void step(std::string_view& bytes);
  WireError read_head(std::string_view& bytes);
  WireError on_line(std::string_view line);
  WireError finish_head();
  void take_sized(std::string_view& bytes);
  Request take_piece();
  WireError take_chunked(std::string_view& bytes);

  State state_ = State::request_line;
  WireError error_;
  LineReader lines_;
  Request request_;
  Framing framing_;
  ChunkedReader chunks_;
  std::size_t passed_on_ = 0;  // Of an upload in pieces.
  std::string upload_id_;
  bool upload_waits_ = false;
};

}  // namespace postern::server
