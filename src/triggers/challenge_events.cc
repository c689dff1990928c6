// The three functions of CUSTOM_AUTH: what each is told, and what each decided.
#include "triggers/challenge_events.h"

namespace postern::triggers {
namespace {

Error unrecognizable() {
  return reject("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

Json session_json(std::span<const PastChallenge> session) {
  Json list = Json::array();
  for (const PastChallenge& past : session) {
    list.push_back(
        Json::object()
            .set("challengeName", past.name)
            .set("challengeResult", past.passed)
            .set("challengeMetadata", past.metadata.empty() ? Json() : Json(past.metadata)));
  }
  return list;
}

// The members in front; each kind adds its own, and then those behind.
Json request_start(const ChallengeEvent& event) {
  return Json::object().set("userAttributes", event.user == nullptr ? Json::object()
                                                                    : domain::attributes_for_event(
                                                                          *event.user, event.pool));
}

Json& finish_request(Json& request, const ChallengeEvent& event) {
  if (event.user_not_found) request.set("userNotFound", *event.user_not_found);
  return request.set("clientMetadata", event.client_metadata);
}

Result<Json> ask(const Triggers& triggers, Kind kind, const ChallengeEvent& event, Json request,
                 Json response) {
  const std::string source = std::string(kind_name(kind)) + "_Authentication";
  POSTERN_TRY(auto answer, triggers.fire({.kind = kind,
                                          .source = source,
                                          .pool = event.pool,
                                          .username = event.username,
                                          .client_id = event.client_id,
                                          .request = std::move(request),
                                          .response = std::move(response)}));
  if (!answer) {
    return reject("UnexpectedLambdaException",
                  std::string(kind_name(kind)) + " invocation failed due to configuration.");
  }
  return std::move(*answer);
}

Result<bool> read_bool(const Json& response, std::string_view name) {
  const Json* value = response.find(name);
  if (value == nullptr || value->is_null()) return false;
  if (!value->is_bool()) return unrecognizable();
  return value->as_bool();
}

Result<std::string> read_text(const Json& response, std::string_view name) {
  const Json* value = response.find(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return unrecognizable();
  return value->as_string();
}

Result<Json> read_texts(const Json& response, std::string_view name) {
  const Json* value = response.find(name);
  if (value == nullptr || value->is_null()) return Json::object();
  if (!value->is_object()) return unrecognizable();
  for (const JsonMember& member : value->as_object()) {
    if (!member.value.is_string()) return unrecognizable();
  }
  return *value;
}

}  // namespace

Result<NextChallenge> define_auth_challenge(const Triggers& triggers, const ChallengeEvent& event) {
  Json request = request_start(event);
  request.set("session", session_json(event.session));
  finish_request(request, event);
  POSTERN_TRY(const Json response,
              ask(triggers, Kind::define_auth_challenge, event, std::move(request),
                  Json::object()
                      .set("challengeName", nullptr)
                      .set("issueTokens", nullptr)
                      .set("failAuthentication", nullptr)));
  NextChallenge next;
  POSTERN_TRY(next.name, read_text(response, "challengeName"));
  POSTERN_TRY(next.issue_tokens, read_bool(response, "issueTokens"));
  POSTERN_TRY(next.fail_authentication, read_bool(response, "failAuthentication"));
  // A function that says both leaves a doubt, which is not decided in favour of tokens.
  if (next.issue_tokens && next.fail_authentication) next.issue_tokens = false;
  if (next.issue_tokens || next.fail_authentication) next.name.clear();
  if (!next.issue_tokens && next.name.empty()) next.fail_authentication = true;
  return next;
}

Result<CreatedChallenge> create_auth_challenge(const Triggers& triggers,
                                               const ChallengeEvent& event,
                                               std::string_view challenge_name) {
  Json request = request_start(event);
  request.set("challengeName", challenge_name).set("session", session_json(event.session));
  finish_request(request, event);
  POSTERN_TRY(const Json response,
              ask(triggers, Kind::create_auth_challenge, event, std::move(request),
                  Json::object()
                      .set("publicChallengeParameters", nullptr)
                      .set("privateChallengeParameters", nullptr)
                      .set("challengeMetadata", nullptr)));
  CreatedChallenge created;
  POSTERN_TRY(created.public_parameters, read_texts(response, "publicChallengeParameters"));
  POSTERN_TRY(created.private_parameters, read_texts(response, "privateChallengeParameters"));
  POSTERN_TRY(created.metadata, read_text(response, "challengeMetadata"));
  return created;
}

Result<bool> verify_auth_challenge_response(const Triggers& triggers, const ChallengeEvent& event,
                                            const Json& private_parameters,
                                            std::string_view answer) {
  Json request = request_start(event);
  request.set("privateChallengeParameters", private_parameters).set("challengeAnswer", answer);
  finish_request(request, event);
  POSTERN_TRY(const Json response,
              ask(triggers, Kind::verify_auth_challenge_response, event, std::move(request),
                  Json::object().set("answerCorrect", nullptr)));
  return read_bool(response, "answerCorrect");
}

}  // namespace postern::triggers
