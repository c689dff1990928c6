// The one way from the pages to the sign-in machine: every step is noted as the API's own, and says
// where it came from.
#pragma once

#include <string_view>

#include "base/result.h"
#include "codec/json.h"
#include "web/visit.h"

namespace postern::web {

// Starts a flow: auth::initiate(). `session` is that of a sign-up that was just confirmed.
Result<Json> begin_sign_in(Visit& visit, std::string_view flow, const Json& parameters,
                           std::string_view session = {});

// Answers the challenge that the visit's flow waits for: auth::respond(). USERNAME is added.
Result<Json> answer_challenge(Visit& visit, Json responses, std::string_view session = {});

// Where the answer of either leads: on to the next challenge, or signed in and back to the client.
http::Response follow(const Visit& visit, std::string_view username, const Json& answer);

}  // namespace postern::web
