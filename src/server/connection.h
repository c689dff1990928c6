// One connection: its requests in order, its responses, and how long it may take for each.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fd.h"
#include "handler.h"
#include "message.h"
#include "wire.h"

namespace postern::server {

using Time = std::chrono::steady_clock::time_point;

// A state machine over a non-blocking socket. While a request is being worked on nothing more is
// read, so that pipelined requests are answered in order and a client cannot pile up work.
class Connection {
 public:
  Connection(Fd socket, Peer peer, Time now);

  void on_readable(Time now);
  void on_writable(Time now);

  // The request that waits for respond(), once.
  std::optional<Request> take_request();
  void respond(const Response& response, Time now);

  // Answer what is there, then close.
  void drain(Time now);

  [[nodiscard]] bool closed() const { return phase_ == Phase::closed; }
  [[nodiscard]] bool working() const { return phase_ == Phase::working; }
  // Whether the peer takes longer than it may (H10).
  [[nodiscard]] bool expired(Time now) const;
  // The epoll events it waits for; 0 while it waits for respond().
  [[nodiscard]] std::uint32_t interest() const;

  [[nodiscard]] int fd() const { return socket_.get(); }
  [[nodiscard]] const Peer& peer() const { return peer_; }

 private:
  enum class Phase { reading, working, writing, lingering, closed };

  void enter(Phase phase, Time now);
  void read_request(Time now);
  void send_continue();
  void write(const Response& response, bool keep_alive, Time now);
  void go_on_with_upload(const Response& response, Time now);
  void on_written(Time now);
  [[nodiscard]] std::chrono::milliseconds time_allowed() const;

  Fd socket_;
  Peer peer_;
  Phase phase_ = Phase::reading;
  Time since_;  // When the phase began; when reading, the request.
  bool fresh_ = true;
  bool draining_ = false;
  RequestReader reader_;
  std::string input_;  // Read from the socket and not yet by the reader.
  Request request_;    // Being answered.
  bool request_waits_ = false;
  std::string output_;
  std::size_t sent_ = 0;
  bool keep_alive_ = true;
};

}  // namespace postern::server
