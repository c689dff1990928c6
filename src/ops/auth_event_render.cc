// Auth events as the API shows them.
#include "ops/auth_event_render.h"

#include "ops/render.h"

namespace postern::ops {
namespace {

Json challenge_responses(const domain::AuthEvent& event) {
  Json list = Json::array();
  for (std::size_t i = 0; i + 1 < event.challenges.size(); i += 2) {
    list.push_back(Json::object()
                       .set("ChallengeName", event.challenges[i])
                       .set("ChallengeResponse", event.challenges[i + 1]));
  }
  return list;
}

Json event_risk(const domain::AuthEvent& event) {
  Json risk = Json::object();
  risk.set("RiskDecision", event.risk_decision.empty() ? "NoRisk" : event.risk_decision);
  if (!event.risk_level.empty()) risk.set("RiskLevel", event.risk_level);
  return risk.set("CompromisedCredentialsDetected", event.compromised);
}

Json context_data(const domain::AuthEvent& event) {
  Json json = Json::object();
  if (!event.ip.empty()) json.set("IpAddress", event.ip);
  if (!event.device.empty()) json.set("DeviceName", event.device);
  return json;
}

}  // namespace

Json render_auth_event(const domain::AuthEvent& event) {
  Json json = Json::object();
  json.set("EventId", event.id)
      .set("EventType", event.type)
      .set("CreationDate", render_time(event.created_us))
      .set("EventResponse", event.response)
      .set("EventRisk", event_risk(event))
      .set("ChallengeResponses", challenge_responses(event))
      .set("EventContextData", context_data(event));
  if (!event.feedback.empty()) {
    json.set("EventFeedback", Json::object()
                                  .set("FeedbackValue", event.feedback)
                                  .set("Provider", event.feedback_by)
                                  .set("FeedbackDate", render_time(event.feedback_us)));
  }
  return json;
}

}  // namespace postern::ops
