// GET /confirmUser: the link in a verification e-mail, and the page that answers it.
#pragma once

#include <string>

#include "base/result.h"
#include "http/http.h"

namespace postern::http {

// The operation's request that a link's query stands for, as JSON. Refused: a query that lacks one
// of client_id, user_name and confirmation_code, or is malformed.
Result<std::string> read_confirmation_link(const Request& request);

// The page for a browser. It runs nothing, loads nothing and may not be framed; what it quotes is
// escaped.
Response confirmation_page(const Result<std::string>& outcome);

}  // namespace postern::http
