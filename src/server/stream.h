// One outbound connection: TCP, then TLS where wanted, every step bounded by one deadline.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

#include "fd.h"

namespace postern::server {

using Deadline = std::chrono::steady_clock::time_point;

// The peer did not answer in time, as opposed to: badly.
class TimedOut : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Whom TLS connections trust. Safe for concurrent use.
class TlsTrust {
 public:
  // The system's certificate authorities, which take 20 ms to read and so are read when first
  // needed; or only those in a PEM file, read at once: throws std::runtime_error with a sentence
  // for the operator.
  explicit TlsTrust(std::string ca_file = {});
  ~TlsTrust();
  TlsTrust(const TlsTrust&) = delete;
  TlsTrust& operator=(const TlsTrust&) = delete;

 private:
  friend class Stream;
  struct Context;
  [[nodiscard]] const Context& context() const;

  const std::string ca_file_;
  mutable std::once_flag made_;
  mutable std::unique_ptr<Context> context_;
};

// Where a connection may lead.
enum class Reach {
  anywhere,
  public_only,  // To no address of this machine or of a private network, whatever a name says.
};

// Everything throws std::runtime_error, or TimedOut, with a text that holds none of what was sent.
class Stream {
 public:
  // Tries the addresses of a name in order, those within reach.
  Stream(const std::string& host, std::uint16_t port, Deadline deadline,
         Reach reach = Reach::anywhere);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // TLS 1.2 or newer. The certificate must be trusted and be for `host`: there is no way around it.
  // REQUIRES: no bytes that came before it are unread by the caller.
  void start_tls(const std::string& host, const TlsTrust& trust);

  void write(std::string_view bytes);
  // What has arrived, at least one byte; empty once the peer has ended the stream in order. A TLS
  // stream that is cut off is an error, so that nobody can shorten a message.
  std::string read();

 private:
  struct Tls;
  void wait_for(short events);

  Fd socket_;
  const Deadline deadline_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace postern::server
