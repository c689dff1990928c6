// HTTP as values: what the face of the engine takes and gives, without sockets.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::http {

// Borrows everything from whoever built it.
struct Request {
  std::string_view method;
  std::string_view target;  // Origin form, as received.
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;
  std::string_view remote_address;
  bool trusted = false;  // The host vouches for the caller: no AWS signature is asked for.
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

}  // namespace postern::http
