// Listening sockets: who is let in, and what happens when there is no room.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fd.h"
#include "handler.h"

namespace postern::server {

// Lets in connections up to a total, and up to a share of it from one address (H10). Local peers
// are not counted: a reverse proxy on the same machine speaks for everybody.
class Acceptor {
 public:
  Acceptor(std::size_t connections_max, std::size_t per_address_max)
      : connections_max_(connections_max), per_address_max_(per_address_max) {}

  using Admit = std::function<void(Fd socket, Peer peer)>;

  // Accepts what waits on the listening socket, in one slice. Returns false when it must be left
  // alone for a while: no room, or no descriptors (H20).
  bool accept_from(int listener, bool control, const Admit& admit);
  void on_closed(const Peer& peer);

 private:
  bool has_room_for(const std::string& address) const;

  const std::size_t connections_max_;
  const std::size_t per_address_max_;
  std::size_t connections_ = 0;
  std::map<std::string, std::size_t> per_address_;
};

}  // namespace postern::server
