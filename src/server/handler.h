// What a server does with a request: a function that runs on a worker thread.
#pragma once

#include <functional>
#include <string>

#include "message.h"

namespace postern::server {

// Who sent a request.
struct Peer {
  std::string address;   // Of a network peer.
  bool control = false;  // Came through the control socket: the operator on this machine.
};

using Handler = std::function<Response(const Request& request, const Peer& peer)>;

}  // namespace postern::server
