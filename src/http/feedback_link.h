// /authEventFeedback: the links in a notice of an unusual sign-in, "it was me" and "it was not".
#pragma once

#include <string>

#include "base/result.h"
#include "http/http.h"

namespace postern::http {

// What the link shows: a question and a button. Nothing is changed by looking, which readers of
// mail do on their own.
Response feedback_question(const Request& request);

// The body of UpdateAuthEventFeedback that the button asks for; InvalidParameterException for a
// form that is not complete.
Result<std::string> read_feedback(const Request& request);

Response feedback_page(const Result<std::string>& outcome);

}  // namespace postern::http
