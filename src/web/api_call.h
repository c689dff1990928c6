// Operations of the public that the pages ask for in the browser's name: signing up, codes, new
// passwords. Rules, limits, audit and activity are the operations' own.
#pragma once

#include <string_view>

#include "base/result.h"
#include "codec/json.h"
#include "web/visit.h"

namespace postern::web {

// Whoever is at the browser, so far as an operation knows.
ops::Caller browser_caller(const http::Request& request);

// Calls the operation for the visit's client; ClientId and, where the request has a Username and
// the client a secret, SecretHash are added.
Result<Json> call_api(Visit& visit, std::string_view operation, Json request);

}  // namespace postern::web
