// From the server's requests to the engine and back.
#pragma once

#include <string_view>

#include "handler.h"
#include "message.h"
#include "postern/postern.hpp"

namespace postern::server {

// Everything below this prefix is the server's own, on either kind of server.
inline constexpr std::string_view kOwnPrefix = "/_postern/";

// `trusted`: operations run without AWS credentials.
Response ask_engine(Engine& engine, const Request& request, const Peer& peer, bool trusted);

// Does a slice of the engine's own work; true while there is more.
bool run_maintenance(Engine& engine);

// Answers a health check. Any method but GET and HEAD is refused.
Response answer_health(const Request& request);

// What a refused call says, as JSON.
Response error_response(const Error& error);

Response method_not_allowed(std::string_view allow);

}  // namespace postern::server
