// Notices of unusual sign-ins: what they say, who sends them, how their user answers.
#include "ops/threat_fixture.h"

using namespace postern;
using namespace postern::test;

TEST_CASE_METHOD(ThreatFixture, "the user is told of an unusual sign-in, and can say who it was") {
  act("BLOCK", /*notify=*/true,
      R"(,"BlockEmail":{"Subject":"Blocked, {username}","HtmlBody":"<b>{username}</b> at )"
      R"({ip-address} with {device-name}, {event-id} {feedback-token}"})");
  at_home();
  const std::size_t sent = inbox.size();
  CHECK(refusal("AdminInitiateAuth", from(kAway, "<script>")) == kBlocked);
  REQUIRE(inbox.size() == sent + 1);
  const Json notice = inbox.newest();
  CHECK(notice.get_string("Source") == "AccountTakeOverNotification");
  CHECK(notice.get_string("Destination") == "ada@example.com");
  CHECK(notice.get_string("Subject") == "Blocked, ada");
  const std::string body(notice.get_string("Body"));
  CHECK(body.starts_with("<b>ada</b> at 198.51.100.7 with &lt;script&gt;, "));
  const std::string token = body.substr(body.rfind(' ') + 1);
  const std::string before = body.substr(0, body.rfind(' '));
  const std::string event = before.substr(before.rfind(' ') + 1);
  CHECK(event == newest_event().get_string("EventId"));
  run("UpdateAuthEventFeedback",
      for_user("ada", "EventId", event, "FeedbackToken", token, "FeedbackValue", "Invalid"));
  CHECK(newest_event().find("EventFeedback")->get_string("FeedbackValue") == "Invalid");
}

TEST_CASE_METHOD(ThreatFixture, "the links of a notice ask first, and note the answer then") {
  act("BLOCK", /*notify=*/true,
      R"(,"BlockEmail":{"Subject":"Blocked","TextBody":"{one-click-link-invalid}"})");
  at_home();
  CHECK(refusal("AdminInitiateAuth", from(kAway, kPhone)) == kBlocked);
  std::string link(inbox.newest().get_string("Body"));
  for (std::size_t at; (at = link.find("&amp;")) != std::string::npos;) link.erase(at + 1, 4);
  const std::string base = "https://cognito-idp.us-east-1.amazonaws.com";
  REQUIRE(link.starts_with(base + "/authEventFeedback?"));
  const std::string target = link.substr(base.size());
  const auto send = [&](std::string_view method, std::string_view body) {
    return engine->handle_http({.method = method, .target = target, .headers = {}, .body = body});
  };
  const http::Response question = send("GET", "");
  CHECK(question.status == 200);
  CHECK(question.body.find("No, it was not me") != std::string::npos);
  CHECK_FALSE(newest_event().contains("EventFeedback"));

  const std::string query = target.substr(target.find('?') + 1);
  CHECK(send("POST", query).status == 200);
  CHECK(newest_event().find("EventFeedback")->get_string("FeedbackValue") == "Invalid");
  // For another event, or without its token, it is refused.
  std::string other = query;
  other.replace(other.find("user_name=ada"), 13, "user_name=bob");
  CHECK(send("POST", other).status == 400);
  CHECK(send("POST", query.substr(0, query.find("&feedback_token"))).status == 400);
}

TEST_CASE_METHOD(ThreatFixture, "a custom sender is handed the notice, without a code") {
  act("NO_ACTION", /*notify=*/true);
  at_home();
  Json event;
  REQUIRE(engine
              ->set_trigger("CustomEmailSender", 0, pool,
                            [&](std::string_view text) -> Result<std::string> {
                              event = json(text);
                              return std::string(text);
                            })
              .ok());
  CHECK(run("AdminInitiateAuth", from(kAway, kPhone)).contains("AuthenticationResult"));
  CHECK(event.get_string("triggerSource") == "CustomEmailSender_AccountTakeOverNotification");
  const Json& request = *event.find("request");
  CHECK(request.find("code")->is_null());
  const Json& told = *request.find("userAttributes");
  CHECK(told.get_string("EVENT_ID") == newest_event().get_string("EventId"));
  CHECK(told.get_string("IP_ADDRESS") == kAway);
  CHECK(told.get_string("ACCOUNT_TAKE_OVER_ACTION") == "NO_ACTION");
  CHECK(told.get_string("ONE_CLICK_LINK_VALID").ends_with("&feedback_value=Valid"));
  CHECK(told.get_string("ONE_CLICK_LINK_INVALID").ends_with("&feedback_value=Invalid"));
}
