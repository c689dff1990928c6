// /authEventFeedback: the links in a notice of an unusual sign-in.
#include "http/feedback_link.h"

#include "codec/form.h"
#include "codec/json.h"
#include "http/plain_page.h"

namespace postern::http {
namespace {

constexpr std::string_view kTitle = "Sign-in activity";
constexpr std::string_view kBroken = "This link is not complete. Please copy all of it.";

// A parameter of the link, and the member of UpdateAuthEventFeedback that it is.
struct Parameter {
  std::string_view name;
  std::string_view member;
};
constexpr Parameter kParameters[] = {{"user_pool_id", "UserPoolId"},
                                     {"user_name", "Username"},
                                     {"event_id", "EventId"},
                                     {"feedback_token", "FeedbackToken"},
                                     {"feedback_value", "FeedbackValue"}};

Result<Json> members_of(const Result<codec::Form>& form) {
  if (!form.ok()) return invalid_parameter(kBroken);
  Json members = Json::object();
  for (const auto& [name, member] : kParameters) {
    const std::string_view value = form->get(name);
    if (value.empty()) return invalid_parameter(kBroken);
    members.set(member, value);
  }
  return members;
}

}  // namespace

Response feedback_question(const Request& request) {
  const auto query = query_of(request);
  const auto members = members_of(query);
  if (!members.ok()) return refusal_page(kTitle, members.error());
  const bool own = members->get_string("FeedbackValue") == "Valid";
  const PageForm form{.action = "authEventFeedback",  // Beside this page, wherever that is.
                      .fields = *query,
                      .button = own ? "Yes, it was me" : "No, it was not me"};
  return plain_page(200, kTitle, "Was it you who signed in?", &form);
}

Result<std::string> read_feedback(const Request& request) {
  POSTERN_TRY(const Json members, members_of(codec::Form::parse(request.body)));
  return members.dump();
}

Response feedback_page(const Result<std::string>& outcome) {
  if (!outcome.ok()) return refusal_page(kTitle, outcome.error());
  return plain_page(200, kTitle, "Thank you. Your answer has been noted.");
}

}  // namespace postern::http
