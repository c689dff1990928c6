// Where the server listens.
#include "endpoint.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "text.h"

namespace postern::server {
namespace {

constexpr int kBacklog = 511;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::uint16_t parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    throw std::runtime_error("'" + std::string(text) + "' is not a port");
  }
  return port;
}

bool fill_ipv6(const std::string& host, Endpoint& endpoint) {
  auto* address = reinterpret_cast<sockaddr_in6*>(&endpoint.address);
  if (inet_pton(AF_INET6, host.c_str(), &address->sin6_addr) != 1) return false;
  address->sin6_family = AF_INET6;
  address->sin6_port = htons(endpoint.port);
  endpoint.address_bytes = sizeof *address;
  return true;
}

bool fill_ipv4(const std::string& host, Endpoint& endpoint) {
  auto* address = reinterpret_cast<sockaddr_in*>(&endpoint.address);
  if (inet_pton(AF_INET, host.c_str(), &address->sin_addr) != 1) return false;
  address->sin_family = AF_INET;
  address->sin_port = htons(endpoint.port);
  endpoint.address_bytes = sizeof *address;
  return true;
}

bool fill_address(std::string_view host, Endpoint& endpoint) {
  if (host == "localhost") return fill_ipv4("127.0.0.1", endpoint);
  if (host.starts_with('[') && host.ends_with(']')) {
    return fill_ipv6(std::string(host.substr(1, host.size() - 2)), endpoint);
  }
  return fill_ipv4(std::string(host), endpoint);
}

std::uint16_t bound_port(int socket) {
  sockaddr_storage address = {};
  socklen_t bytes = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &bytes) != 0) fail("getsockname");
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

// Socket paths are limited to 107 bytes; a path through an open directory is short wherever it is.
struct SocketPath {
  SocketPath(const std::string& directory, const std::string& name)
      : parent(open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    if (!parent.valid()) fail(directory);
    const std::string path = "/proc/self/fd/" + std::to_string(parent.get()) + "/" + name;
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
  }
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }

  Fd parent;
  sockaddr_un address = {};
};

bool is_loopback_address(std::string_view text) {
  in_addr v4 = {};
  in6_addr v6 = {};
  const std::string copy(text);
  if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  return inet_pton(AF_INET6, copy.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace

bool Endpoint::is_loopback() const {
  return is_loopback_address(address_text(address));
}

Endpoint parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    throw std::runtime_error("'" + std::string(text) + "' is not HOST:PORT");
  }
  Endpoint endpoint;
  endpoint.host = text.substr(0, colon);
  endpoint.port = parse_port(text.substr(colon + 1));
  if (!fill_address(endpoint.host, endpoint)) {
    throw std::runtime_error("'" + endpoint.host +
                             "' is not an IPv4 address, an IPv6 address in brackets or localhost");
  }
  return endpoint;
}

Fd listen_tcp(Endpoint& endpoint) {
  Fd socket(::socket(endpoint.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) fail("socket");
  const int on = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto* address = reinterpret_cast<const sockaddr*>(&endpoint.address);
  if (bind(socket.get(), address, endpoint.address_bytes) != 0 ||
      listen(socket.get(), kBacklog) != 0) {
    fail("cannot listen on " + endpoint.authority());
  }
  endpoint.port = bound_port(socket.get());
  return socket;
}

Fd listen_unix(const std::string& directory, const std::string& name) {
  const SocketPath path(directory, name);
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) fail("socket");
  unlinkat(path.parent.get(), name.c_str(), 0);
  // By the mask rather than by chmod afterwards, so that there is no moment at which others
  // connect.
  const mode_t mask = umask(0177);
  const int bound = bind(socket.get(), path.get(), sizeof path.address);
  umask(mask);
  if (bound != 0 || listen(socket.get(), kBacklog) != 0) fail(directory + "/" + name);
  return socket;
}

Fd connect_unix(const std::string& directory, const std::string& name) {
  const SocketPath path(directory, name);
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) fail("socket");
  if (connect(socket.get(), path.get(), sizeof path.address) != 0) fail(directory + "/" + name);
  return socket;
}

std::string address_text(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text, sizeof text);
  } else if (address.ss_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text,
              sizeof text);
  }
  return text;
}

bool is_loopback_host(std::string_view host_field) {
  if (host_field.starts_with('[')) {
    return is_loopback_address(host_field.substr(1, host_field.find(']') - 1));
  }
  const std::string_view host = host_field.substr(0, host_field.find(':'));
  return equal_ignoring_case(host, "localhost") || is_loopback_address(host);
}

}  // namespace postern::server
