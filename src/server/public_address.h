// Which network addresses are anybody's on the internet, and which a private network's or none.
#pragma once

#include <sys/socket.h>

namespace postern::server {

// Whether an address may be connected to on the word of whoever named the host: not one of this
// machine or of a private network, nor one that stands for such, nor a group's (F14).
bool is_public(const sockaddr& address);

}  // namespace postern::server
