// Building responses: header fields that cannot split one, and refusals in the API's own form.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/http.h"

namespace postern::http {

// Adds a field. A name that is no token, or a value with a control character, could end the header
// and start another response (H14): the whole response becomes an empty 500 instead.
void add_header(Response& response, std::string_view name, std::string_view value);

// Lets pages of any origin read the response. For what depends on nothing a browser keeps: no
// credentials of its own are involved, so the origin is not reflected and credentials are not
// allowed (H15).
void allow_any_origin(Response& response);

// The API's media type.
inline constexpr std::string_view kApiMediaType = "application/x-amz-json-1.1";

// {"__type": code, "message": message}, and the same in x-amzn-ErrorType and x-amzn-ErrorMessage.
Response refusal(int status, std::string_view code, std::string_view message);

// A refusal for an operation's error. What the caller could not have caused is an
// InternalErrorException without details: those would tell an attacker about the host.
Response error_response(const Error& error);

}  // namespace postern::http
