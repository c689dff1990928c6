// The three functions of CUSTOM_AUTH: the events they get, word for word, and what their answers
// may be.
#include "triggers/challenge_events.h"

#include "unit/domain/settings.h"

using namespace postern;
using namespace postern::triggers;
using test::pool_of;

namespace {

struct ChallengeFixture {
  Triggers triggers{"eu-west-1"};
  domain::Pool pool = pool_of(R"({"PoolName":"p"})");
  domain::User user;
  std::vector<PastChallenge> past = {{"CUSTOM_CHALLENGE", false, "CODE-1"}, {"SRP_A", true, ""}};
  std::string seen;

  ChallengeFixture() {
    pool.id = "eu-west-1_Example00";
    user.username = "alice";
    user.sub = "sub-1";
    user.status = domain::UserStatus::confirmed;
  }
  void answer(std::string_view name, std::string_view response) {
    const auto reply = [this, response = std::string(response)](std::string_view event) {
      seen = event;
      return Result<std::string>(R"({"response":)" + response + "}");
    };
    REQUIRE(triggers.set(name, 0, "", reply).ok());
  }
  ChallengeEvent event() {
    return {.pool = pool,
            .client_id = "client",
            .username = "alice",
            .user = &user,
            .session = past,
            .user_not_found = false,
            .client_metadata = Json::object().set("a", "1")};
  }
  NextChallenge next(std::string_view response) {
    answer("DefineAuthChallenge", response);
    return define_auth_challenge(triggers, event()).value();
  }
};

constexpr std::string_view kEnvelope =
    R"({"version":"1","triggerSource":"%Define%AuthChallenge_Authentication","region":"eu-west-1",)"
    R"("userPoolId":"eu-west-1_Example00","userName":"alice","callerContext":)"
    R"({"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"client"},)"
    R"("request":{"userAttributes":)"
    R"({"sub":"sub-1","cognito:user_status":"CONFIRMED"},)";
constexpr std::string_view kSession =
    R"("session":[{"challengeName":"CUSTOM_CHALLENGE","challengeResult":false,)"
    R"("challengeMetadata":"CODE-1"},{"challengeName":"SRP_A","challengeResult":true,)"
    R"("challengeMetadata":null}],"userNotFound":false,"clientMetadata":{"a":"1"}},"response":)";

std::string envelope(std::string_view source) {
  std::string text(kEnvelope);
  constexpr std::string_view kMark = "%Define%AuthChallenge";
  return text.replace(text.find(kMark), kMark.size(), source);
}

constexpr std::string_view kUnrecognizable =
    "InvalidLambdaResponseException: Unrecognizable lambda output";

template <class T>
std::string refusal(const Result<T>& result) {
  REQUIRE_FALSE(result.ok());
  return result.error().code + ": " + result.error().message;
}

}  // namespace

TEST_CASE_METHOD(ChallengeFixture, "DefineAuthChallenge is told what happened so far") {
  next(R"({"issueTokens":true})");
  CHECK(seen == envelope("DefineAuthChallenge") + std::string(kSession) +
                    R"({"challengeName":null,"issueTokens":null,"failAuthentication":null}})");
}

TEST_CASE_METHOD(ChallengeFixture, "CreateAuthChallenge is told the challenge's name") {
  answer("CreateAuthChallenge",
         R"({"publicChallengeParameters":{"q":"1+1"},"privateChallengeParameters":{"a":"2"},
             "challengeMetadata":"SUM"})");
  const CreatedChallenge made =
      create_auth_challenge(triggers, event(), "CUSTOM_CHALLENGE").value();
  CHECK(seen == envelope("CreateAuthChallenge") + R"("challengeName":"CUSTOM_CHALLENGE",)" +
                    std::string(kSession) +
                    R"({"publicChallengeParameters":null,"privateChallengeParameters":null,)"
                    R"("challengeMetadata":null}})");
  CHECK(made.public_parameters.get_string("q") == "1+1");
  CHECK(made.private_parameters.get_string("a") == "2");
  CHECK(made.metadata == "SUM");
}

TEST_CASE_METHOD(ChallengeFixture,
                 "VerifyAuthChallengeResponse is told the secret and the answer") {
  answer("VerifyAuthChallengeResponse", R"({"answerCorrect":true})");
  const Json secret = Json::object().set("a", "2");
  CHECK(verify_auth_challenge_response(triggers, event(), secret, "2").value());
  CHECK(seen == envelope("VerifyAuthChallengeResponse") +
                    R"("privateChallengeParameters":{"a":"2"},"challengeAnswer":"2",)"
                    R"("userNotFound":false,"clientMetadata":{"a":"1"}},)"
                    R"("response":{"answerCorrect":null}})");
  answer("VerifyAuthChallengeResponse", "{}");
  CHECK_FALSE(verify_auth_challenge_response(triggers, event(), secret, "2").value());
}

TEST_CASE_METHOD(ChallengeFixture, "who does not exist has no attributes, and may be told apart") {
  answer("DefineAuthChallenge", R"({"failAuthentication":true})");
  ChallengeEvent unknown = event();
  unknown.user = nullptr;
  unknown.user_not_found = true;
  REQUIRE(define_auth_challenge(triggers, unknown).ok());
  CHECK(seen.find(R"("userAttributes":{})") != std::string::npos);
  CHECK(seen.find(R"("userNotFound":true)") != std::string::npos);
  unknown.user_not_found.reset();
  REQUIRE(define_auth_challenge(triggers, unknown).ok());
  CHECK(seen.find("userNotFound") == std::string::npos);
}

TEST_CASE_METHOD(ChallengeFixture, "tokens are issued when the function says so and nothing else") {
  CHECK(next(R"({"issueTokens":true,"failAuthentication":false})").issue_tokens);
  CHECK(next(R"({"challengeName":"CUSTOM_CHALLENGE","issueTokens":false})").name ==
        "CUSTOM_CHALLENGE");
  const NextChallenge both = next(R"({"issueTokens":true,"failAuthentication":true})");
  CHECK_FALSE(both.issue_tokens);
  CHECK(both.fail_authentication);
  const NextChallenge none = next("{}");
  CHECK_FALSE(none.issue_tokens);
  CHECK(none.fail_authentication);
  CHECK(next(R"({"challengeName":"CUSTOM_CHALLENGE","failAuthentication":true})").name.empty());
}

TEST_CASE_METHOD(ChallengeFixture, "T05: members of a wrong type are refused") {
  for (const char* response : {R"({"issueTokens":"true"})", R"({"issueTokens":1})",
                               R"({"challengeName":7})", R"({"failAuthentication":{}})"}) {
    INFO(response);
    answer("DefineAuthChallenge", response);
    CHECK(refusal(define_auth_challenge(triggers, event())) == kUnrecognizable);
  }
  for (const char* response :
       {R"({"publicChallengeParameters":[]})", R"({"publicChallengeParameters":{"a":1}})",
        R"({"privateChallengeParameters":"x"})", R"({"challengeMetadata":{}})"}) {
    INFO(response);
    answer("CreateAuthChallenge", response);
    CHECK(refusal(create_auth_challenge(triggers, event(), "CUSTOM_CHALLENGE")) == kUnrecognizable);
  }
  answer("VerifyAuthChallengeResponse", R"({"answerCorrect":"yes"})");
  CHECK(refusal(verify_auth_challenge_response(triggers, event(), Json::object(), "x")) ==
        kUnrecognizable);
}

TEST_CASE_METHOD(ChallengeFixture, "without the functions there is nobody to decide") {
  CHECK(refusal(define_auth_challenge(triggers, event())) ==
        "UnexpectedLambdaException: DefineAuthChallenge invocation failed due to configuration.");
}
