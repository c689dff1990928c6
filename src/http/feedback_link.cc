// /authEventFeedback: the links in a notice of an unusual sign-in.
#include "http/feedback_link.h"

#include "http/mailed_link.h"
#include "http/plain_page.h"

namespace postern::http {
namespace {

constexpr std::string_view kTitle = "Sign-in activity";

// Of UpdateAuthEventFeedback.
constexpr LinkParameter kParameters[] = {{"user_pool_id", "UserPoolId"},
                                         {"user_name", "Username"},
                                         {"event_id", "EventId"},
                                         {"feedback_token", "FeedbackToken"},
                                         {"feedback_value", "FeedbackValue"}};

}  // namespace

Response feedback_question(const Request& request) {
  const auto query = query_of(request);
  const auto members = read_link(query, kParameters);
  if (!members.ok()) return refusal_page(kTitle, members.error());
  const bool own = members->get_string("FeedbackValue") == "Valid";
  const PageForm form{.action = "authEventFeedback",  // Beside this page, wherever that is.
                      .fields = *query,
                      .button = own ? "Yes, it was me" : "No, it was not me"};
  return plain_page(200, kTitle, "Was it you who signed in?", &form);
}

Result<std::string> read_feedback(const Request& request) {
  POSTERN_TRY(const Json members, read_link(codec::Form::parse(request.body), kParameters));
  return members.dump();
}

Response feedback_page(const Result<std::string>& outcome) {
  if (!outcome.ok()) return refusal_page(kTitle, outcome.error());
  return plain_page(200, kTitle, "Thank you. Your answer has been noted.");
}

}  // namespace postern::http
