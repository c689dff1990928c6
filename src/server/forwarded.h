// Who sent a request that reverse proxies handed on.
#pragma once

#include <string>

#include "handler.h"
#include "message.h"

namespace postern::server {

// The address that a request came from to the outermost of so many proxies, each of which appends
// the address it was asked from to X-Forwarded-For. What stands before theirs was written by
// whoever asked, and is not believed. The peer's own without proxies or the field; empty where a
// proxy wrote no IP address. A port behind the address is left out.
std::string forwarded_address(const Request& request, const Peer& peer, int proxies);

}  // namespace postern::server
