// What the host's functions answer.
#include "simulation/functions.h"

#include "codec/json.h"

namespace postern::sim {
namespace {

Json decide(const Json& request) {
  const auto& session = request.find("session")->as_array();
  const bool passed = !session.empty() && session.back().get_bool("challengeResult") &&
                      session.back().get_string("challengeName") == "CUSTOM_CHALLENGE";
  Json response = Json::object();
  response.set("issueTokens", passed).set("failAuthentication", !passed && session.size() >= 2);
  if (!passed) response.set("challengeName", "CUSTOM_CHALLENGE");
  return response;
}

Json create(std::string_view username) {
  Json hidden = Json::object();
  hidden.set("answer", custom_answer(username));
  Json shown = Json::object();
  shown.set("hint", "yours");
  Json response = Json::object();
  response.set("publicChallengeParameters", std::move(shown))
      .set("privateChallengeParameters", std::move(hidden));
  return response;
}

}  // namespace

std::string custom_answer(std::string_view username) {
  return "word-of-" + std::string(username);
}

Result<std::string> answer_function(std::string_view function, std::string_view text) {
  POSTERN_TRY(const Json event, Json::parse(text));
  const Json& request = *event.find("request");
  Json response = Json::object();
  if (function == "DefineAuthChallenge") {
    response = decide(request);
  } else if (function == "CreateAuthChallenge") {
    response = create(event.get_string("userName"));
  } else if (function == "VerifyAuthChallengeResponse") {
    response.set("answerCorrect",
                 request.find("privateChallengeParameters")->get_string("answer") ==
                     request.get_string("challengeAnswer"));
  } else {
    return std::string(text);
  }
  return Json::object().set("response", std::move(response)).dump();
}

}  // namespace postern::sim
