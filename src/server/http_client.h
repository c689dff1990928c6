// An HTTP/1.1 client for one request at a time: the webhook, and functions behind a Lambda API.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "message.h"
#include "stream.h"
#include "url.h"

namespace postern::server {

// Sends a request on a connection of its own and reads the answer to its end, at most
// `body_bytes_max` of it. Host, Content-Length and Connection are added. No redirect is followed.
// Throws std::runtime_error, or TimedOut.
Response exchange_http(const Url& url, const Request& request, const TlsTrust& trust,
                       Deadline deadline, std::size_t body_bytes_max = kBodyBytesMax,
                       Reach reach = Reach::anywhere);

// The value of the first field of that name; empty when there is none.
std::string_view first_field(const Response& response, std::string_view name);

// The answer in bytes that were read up to the end of the stream; for exchange_http() and tests.
// Throws std::runtime_error for anything but one whole answer.
Response parse_response(std::string_view bytes);

}  // namespace postern::server
