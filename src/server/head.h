// The head of a request, line by line, and how its body is framed.
#pragma once

#include <cstddef>
#include <string_view>

#include "message.h"

namespace postern::server {

// "POST /path HTTP/1.1", with an origin-form target (H08) and no other version (H13).
WireError read_request_line(std::string_view line, Request& request);

// "Name: value". No folding, no blank before the colon (H06).
WireError read_field_line(std::string_view line, Request& request);

struct Framing {
  enum class Body { none, sized, chunked };
  Body body = Body::none;
  std::size_t length = 0;         // Of a sized body.
  bool in_pieces = false;         // A sized body too large for one request, of an upload.
  bool expects_continue = false;  // The client waits for 100 before it sends the body.
};

// Decides once the head is complete: exactly one Host, at most one way to tell the body's length,
// and that in its plainest spelling (H01 to H03, H07, H12). Sets request.keep_alive.
WireError read_framing(Request& request, Framing& framing);

}  // namespace postern::server
