// One connection.
#include "connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include "text.h"

namespace postern::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kHeadTime{10};
constexpr seconds kIdleTime{75};
constexpr seconds kWriteTime{30};
// How long a peer is listened to after the last response; see Phase::lingering.
constexpr seconds kLingerTime{2};
// A body may take its first seconds anyhow, and from then on a second for each KiB.
constexpr std::size_t kBodyBytesPerSecondMin = 1024;

constexpr std::size_t kReadBytes = 16 << 10;

bool is_transient(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

// The process never sets a locale, so the names of days and months are English.
std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc = {};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

}  // namespace

Connection::Connection(Fd socket, Peer peer, Time now)
    : socket_(std::move(socket)), peer_(std::move(peer)), since_(now) {}

void Connection::enter(Phase phase, Time now) {
  phase_ = phase;
  since_ = now;
}

void Connection::on_readable(Time now) {
  char bytes[kReadBytes];
  const ssize_t count = recv(socket_.get(), bytes, sizeof bytes, 0);
  if (count < 0 && is_transient(errno)) return;
  if (count <= 0) return enter(Phase::closed, now);
  if (phase_ != Phase::reading) return;  // Lingering: dropped.
  input_.append(bytes, static_cast<std::size_t>(count));
  read_request(now);
}

void Connection::read_request(Time now) {
  if (!reader_.started()) since_ = now;
  input_.erase(0, reader_.feed(input_));
  if (const WireError error = reader_.error()) {
    request_ = {};
    return write(text_response(error.status, error.reason), false, now);
  }
  if (reader_.wants_continue()) send_continue();
  if (!reader_.complete()) return;
  request_ = reader_.take();
  request_waits_ = true;
  fresh_ = false;
  enter(Phase::working, now);
}

// The socket's buffer is empty: everything before was answered. If it takes less, the peer is gone.
void Connection::send_continue() {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  reader_.continue_sent();
  const ssize_t count = send(socket_.get(), kContinue.data(), kContinue.size(), MSG_NOSIGNAL);
  if (count != static_cast<ssize_t>(kContinue.size())) phase_ = Phase::closed;
}

std::optional<Request> Connection::take_request() {
  if (!std::exchange(request_waits_, false)) return std::nullopt;
  Request taken = std::move(request_);
  // What the response depends on stays here.
  request_ = Request{.method = taken.method, .keep_alive = taken.keep_alive};
  return taken;
}

void Connection::respond(const Response& response, Time now) {
  const bool cut_short = reader_.has_more_pieces();
  if (cut_short && response.status == 200) return go_on_with_upload(response, now);
  write(response, request_.keep_alive && !draining_ && !cut_short, now);
}

// A piece of an upload has arrived; its client hears of none but the last.
void Connection::go_on_with_upload(const Response& response, Time now) {
  std::string_view upload_id;
  for (const Field& field : response.fields) {
    if (equal_ignoring_case(field.name, "X-Postern-Upload-Id")) upload_id = field.value;
  }
  reader_.continue_upload(upload_id);
  enter(Phase::reading, now);
  read_request(now);
}

void Connection::write(const Response& response, bool keep_alive, Time now) {
  keep_alive_ = keep_alive;
  output_ = serialize(response, request_, keep_alive, date_now());
  sent_ = 0;
  enter(Phase::writing, now);
  on_writable(now);
}

void Connection::on_writable(Time now) {
  while (sent_ < output_.size()) {
    const ssize_t count =
        send(socket_.get(), output_.data() + sent_, output_.size() - sent_, MSG_NOSIGNAL);
    if (count < 0 && is_transient(errno)) return;
    if (count < 0) return enter(Phase::closed, now);
    sent_ += static_cast<std::size_t>(count);
  }
  on_written(now);
}

void Connection::on_written(Time now) {
  output_ = {};
  if (!keep_alive_) {
    // Closing while the peer still sends would reset the connection, and the reset could overtake
    // the response. So the peer is told that this was all, and listened to a little longer.
    shutdown(socket_.get(), SHUT_WR);
    return enter(Phase::lingering, now);
  }
  enter(Phase::reading, now);
  if (!input_.empty()) read_request(now);
  if (draining_ && phase_ == Phase::reading && !reader_.started()) enter(Phase::closed, now);
}

void Connection::drain(Time now) {
  draining_ = true;
  if (phase_ != Phase::reading || reader_.started()) return;
  on_readable(now);  // A request may have arrived that nobody has looked at.
  if (phase_ == Phase::reading && !reader_.started()) enter(Phase::closed, now);
}

bool Connection::expired(Time now) const {
  return phase_ != Phase::working && now - since_ > time_allowed();
}

milliseconds Connection::time_allowed() const {
  if (phase_ == Phase::writing) return kWriteTime;
  if (phase_ == Phase::lingering) return kLingerTime;
  if (reader_.in_body()) return kHeadTime + seconds(reader_.body_bytes() / kBodyBytesPerSecondMin);
  return fresh_ || reader_.started() ? kHeadTime : kIdleTime;
}

std::uint32_t Connection::interest() const {
  switch (phase_) {
    case Phase::reading:
    case Phase::lingering:
      return EPOLLIN;
    case Phase::writing:
      return EPOLLOUT;
    case Phase::working:
    case Phase::closed:
      break;
  }
  return 0;
}

}  // namespace postern::server
