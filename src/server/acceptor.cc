// Listening sockets.
#include "acceptor.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "endpoint.h"

namespace postern::server {
namespace {

constexpr int kAcceptedPerSlice = 64;

// The socket file is the owner's alone; this holds even if it lies on a file system without modes.
bool is_operator(int socket) {
  ucred credentials = {};
  socklen_t bytes = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &bytes) != 0) return false;
  return credentials.uid == geteuid() || credentials.uid == 0;
}

// Errors of the connection that was about to be accepted, not of the socket (accept(2)).
bool concerns_one_peer(int error) {
  return error == ECONNABORTED || error == EPROTO || error == EINTR || error == EPERM ||
         error == ENETDOWN || error == EHOSTUNREACH || error == ENETUNREACH;
}

}  // namespace

bool Acceptor::accept_from(int listener, bool control, const Admit& admit) {
  for (int i = 0; i < kAcceptedPerSlice; ++i) {
    if (connections_ >= connections_max_) return false;
    sockaddr_storage address = {};
    socklen_t bytes = sizeof address;
    Fd socket(accept4(listener, reinterpret_cast<sockaddr*>(&address), &bytes,
                      SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.valid()) {
      if (concerns_one_peer(errno)) continue;
      return errno == EAGAIN || errno == EWOULDBLOCK;
    }
    Peer peer{control ? "" : address_text(address), control};
    if (control ? !is_operator(socket.get()) : !has_room_for(peer.address)) continue;
    const int on = 1;
    if (!control) setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    ++per_address_[peer.address];
    admit(std::move(socket), std::move(peer));
  }
  return true;
}

bool Acceptor::has_room_for(const std::string& address) const {
  const auto found = per_address_.find(address);
  if (found == per_address_.end() || found->second < per_address_max_) return true;
  return address == "::1" || address.starts_with("127.");
}

void Acceptor::on_closed(const Peer& peer) {
  --connections_;
  const auto found = per_address_.find(peer.address);
  if (--found->second == 0) per_address_.erase(found);
}

}  // namespace postern::server
