// `postern serve`: a durable engine for a network.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "access_keys.h"
#include "fd.h"
#include "handler.h"
#include "postern/postern.hpp"

namespace postern::server {

struct ServeOptions {
  DataOptions data;
  std::string region;
  std::string account_id;
  std::string issuer_base;
  std::string deliver_file;  // Empty: messages cannot be sent.
};

// A file to which messages are appended, one JSON object a line. Safe for concurrent use.
class DeliverFile {
 public:
  // Created for the owner alone, because messages hold codes. Throws std::system_error.
  explicit DeliverFile(const std::string& path);
  void append(std::string_view message);

 private:
  std::mutex mutex_;
  Fd file_;
};

// Safe for concurrent use.
class DurableServer {
 public:
  explicit DurableServer(const ServeOptions& options);

  Response answer(const Request& request, const Peer& peer);

 private:
  Engine engine_;
};

}  // namespace postern::server
