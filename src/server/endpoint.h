// Where the server listens: addresses as the operator writes them, and sockets for them.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "fd.h"

namespace postern::server {

struct Endpoint {
  std::string host;  // As written: "127.0.0.1", "[::1]" or "localhost".
  std::uint16_t port = 0;
  sockaddr_storage address = {};
  socklen_t address_bytes = 0;

  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] std::string authority() const { return host + ":" + std::to_string(port); }
};

// "127.0.0.1:9229", "[::1]:9229" or "localhost:9229". No other names: which address a name means is
// not for the server to guess. Throws std::runtime_error with a sentence for the operator.
Endpoint parse_endpoint(std::string_view text);

// Binds and listens. A port 0 becomes the port the system chose. Throws std::system_error.
Fd listen_tcp(Endpoint& endpoint);

// A socket file for the owner alone, in a directory of the data. A stale file is replaced: the
// caller holds the store, so there is no other server. Throws std::system_error.
Fd listen_unix(const std::string& directory, const std::string& name);
Fd connect_unix(const std::string& directory, const std::string& name);

// "192.0.2.1", "2001:db8::1"; empty for other families.
std::string address_text(const sockaddr_storage& address);

// Whether a Host field names this machine by a loopback name, so that no page on another origin can
// have led a browser here by DNS rebinding.
bool is_loopback_host(std::string_view host_field);

}  // namespace postern::server
