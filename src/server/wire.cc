// The gate: bytes of a connection to requests.
#include "wire.h"

#include <algorithm>
#include <utility>

namespace postern::server {

std::size_t RequestReader::feed(std::string_view bytes) {
  const std::size_t before = bytes.size();
  while (!bytes.empty() && state_ != State::complete && state_ != State::failed && !upload_waits_) {
    step(bytes);
  }
  return before - bytes.size();
}

Request RequestReader::take() {
  if (framing_.in_pieces) return take_piece();
  Request request = std::move(request_);
  restart();
  return request;
}

// The head stays for the pieces that follow.
Request RequestReader::take_piece() {
  Request piece = request_;
  request_.body.clear();
  const std::size_t begin = passed_on_;
  passed_on_ += piece.body.size();
  piece.fields.push_back({"Content-Range", "bytes " + std::to_string(begin) + "-" +
                                               std::to_string(passed_on_ - 1) + "/" +
                                               std::to_string(framing_.length)});
  if (begin > 0) piece.fields.push_back({"X-Postern-Upload-Id", upload_id_});
  if (passed_on_ == framing_.length) {
    restart();
  } else {
    state_ = State::sized_body;
    upload_waits_ = true;
  }
  return piece;
}

void RequestReader::continue_upload(std::string_view upload_id) {
  upload_id_ = upload_id;
  upload_waits_ = false;
}

void RequestReader::restart() {
  state_ = State::request_line;
  lines_.allow(kHeadBytesMax);
  request_ = {};
  framing_ = {};
  chunks_ = {};
  passed_on_ = 0;
  upload_id_.clear();
  upload_waits_ = false;
}

void RequestReader::step(std::string_view& bytes) {
  WireError error;
  if (in_body()) framing_.expects_continue = false;
  if (state_ == State::sized_body) {
    take_sized(bytes);
  } else if (state_ == State::chunked_body) {
    error = take_chunked(bytes);
  } else {
    error = read_head(bytes);
  }
  if (!error) return;
  error_ = error;
  state_ = State::failed;
}

WireError RequestReader::read_head(std::string_view& bytes) {
  switch (lines_.feed(bytes)) {
    case LineReader::State::more:
      return {};
    case LineReader::State::line:
      return on_line(lines_.take());
    case LineReader::State::malformed:
      return {400, "The request is not HTTP."};
    case LineReader::State::too_long:
      break;
  }
  if (state_ == State::request_line) return {414, "The request line is too long."};
  return {431, "The header is larger than 16 KiB."};
}

WireError RequestReader::on_line(std::string_view line) {
  if (state_ == State::request_line) {
    state_ = State::fields;
    return read_request_line(line, request_);
  }
  return line.empty() ? finish_head() : read_field_line(line, request_);
}

WireError RequestReader::finish_head() {
  if (auto error = read_framing(request_, framing_)) return error;
  switch (framing_.body) {
    case Framing::Body::none:
      state_ = State::complete;
      break;
    case Framing::Body::sized:
      state_ = State::sized_body;
      break;
    case Framing::Body::chunked:
      state_ = State::chunked_body;
      break;
  }
  return {};
}

void RequestReader::take_sized(std::string_view& bytes) {
  const std::size_t left = framing_.length - passed_on_;
  const std::size_t wanted = framing_.in_pieces ? std::min(left, kUploadPieceBytes) : left;
  const std::size_t taken = std::min(wanted - request_.body.size(), bytes.size());
  request_.body.append(bytes.substr(0, taken));
  bytes.remove_prefix(taken);
  if (request_.body.size() == wanted) state_ = State::complete;
}

WireError RequestReader::take_chunked(std::string_view& bytes) {
  if (auto error = chunks_.feed(bytes, request_.body)) return error;
  if (chunks_.done()) state_ = State::complete;
  return {};
}

}  // namespace postern::server
