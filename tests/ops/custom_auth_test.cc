// CUSTOM_AUTH: what the host's three functions are told, what they may decide, and what nobody gets
// past them with.
#include "ops/trigger_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kUnusable =
    "InvalidLambdaResponseException: Unrecognizable lambda output";
constexpr std::string_view kUsed =
    "NotAuthorizedException: Invalid session for the user, session can only be used once.";
constexpr std::string_view kInvalidSession =
    "NotAuthorizedException: Invalid session for the user.";

// Functions that ask for a secret word until it is given, three times at most.
struct CustomFixture : TriggerFixture {
  std::string custom;         // A client that allows the flow.
  std::string custom_hiding;  // And hides who exists.
  std::string private_answer = "swordfish";

  explicit CustomFixture(std::string_view pool_members = R"({"AutoVerifiedAttributes":["email"]})")
      : TriggerFixture(pool_members) {
    constexpr std::string_view kFlows =
        R"("ExplicitAuthFlows":["ALLOW_CUSTOM_AUTH","ALLOW_REFRESH_TOKEN_AUTH"])";
    custom = make_client("{" + std::string(kFlows) + "}");
    custom_hiding =
        make_client("{" + std::string(kFlows) + R"(,"PreventUserExistenceErrors":"ENABLED"})");
    new_confirmed("alice");
    define([this](const Json& session) { return three_tries(session); });
    set("CreateAuthChallenge", [this](std::string_view event) -> Result<std::string> {
      events.push_back(Json::parse(event).value());
      Json response = json(R"({"publicChallengeParameters":{"hint":"a fish"},
                               "challengeMetadata":"WORD-1"})");
      response.set("privateChallengeParameters", object("answer", private_answer));
      return Json::object().set("response", std::move(response)).dump();
    });
    set("VerifyAuthChallengeResponse", [this](std::string_view text) -> Result<std::string> {
      const Json event = Json::parse(text).value();
      events.push_back(event);
      const Json& request = *event.find("request");
      const bool correct = request.find("privateChallengeParameters")->get_string("answer") ==
                           request.get_string("challengeAnswer");
      return Json::object().set("response", Json::object().set("answerCorrect", correct)).dump();
    });
  }

  void define(std::function<Json(const Json& session)> decide) {
    set("DefineAuthChallenge", [this, decide](std::string_view text) -> Result<std::string> {
      const Json event = Json::parse(text).value();
      events.push_back(event);
      const Json decision = decide(*event.find("request")->find("session"));
      return Json::object().set("response", decision).dump();
    });
  }
  static Json next(std::string_view challenge) {
    return Json::object()
        .set("challengeName", challenge)
        .set("issueTokens", false)
        .set("failAuthentication", false);
  }
  static Json issue() { return json(R"({"issueTokens":true,"failAuthentication":false})"); }
  static Json fail() { return json(R"({"issueTokens":false,"failAuthentication":true})"); }
  Json three_tries(const Json& session) {
    const auto& list = session.as_array();
    if (!list.empty() && list.back().get_string("challengeName") == "CUSTOM_CHALLENGE" &&
        list.back().get_bool("challengeResult")) {
      return issue();
    }
    return list.size() >= 3 ? fail() : next("CUSTOM_CHALLENGE");
  }
  // The password first, by SRP, and then the word.
  static Json password_then_word(const Json& session) {
    const auto& list = session.as_array();
    const std::string_view last = list.empty() ? "" : list.back().get_string("challengeName");
    if (last == "SRP_A") return next("PASSWORD_VERIFIER");
    if (last == "PASSWORD_VERIFIER" || last == "NEW_PASSWORD_REQUIRED") {
      return next("CUSTOM_CHALLENGE");
    }
    return !list.empty() && list.back().get_bool("challengeResult") ? issue() : fail();
  }

  Json start_request(std::string_view name, std::string_view client_id = {}) {
    return auth_request("CUSTOM_AUTH", object("USERNAME", name),
                        client_id.empty() ? std::string_view(custom) : client_id);
  }
  Json start(std::string_view name, std::string_view client_id = {}) {
    const Json challenge = run("InitiateAuth", start_request(name, client_id));
    REQUIRE(challenge.get_string("ChallengeName") == "CUSTOM_CHALLENGE");
    return challenge;
  }
  Json answer_request(const Json& challenge, std::string_view answer,
                      std::string_view name = "alice", std::string_view client_id = {}) {
    return respond_request("CUSTOM_CHALLENGE", object("USERNAME", name, "ANSWER", answer),
                           client_id.empty() ? std::string_view(custom) : client_id,
                           challenge.get_string("Session"));
  }
  std::string answer_outcome(const Json& challenge, std::string_view answer,
                             std::string_view name = "alice") {
    return outcome("RespondToAuthChallenge", answer_request(challenge, answer, name));
  }
};

// InitiateAuth with SRP_A, and the answer to PASSWORD_VERIFIER.
struct PasswordFirst : CustomFixture {
  PasswordFirst() { define(password_then_word); }

  SrpStart start_with_srp(std::string_view name) {
    const std::string pool_name = pool.substr(pool.find('_') + 1);
    SrpClient srp = SrpClient::create(pool_name, 32);
    const Json response =
        run("InitiateAuth",
            auth_request("CUSTOM_AUTH",
                         object("USERNAME", name, "CHALLENGE_NAME", "SRP_A", "SRP_A", srp.A_hex()),
                         custom));
    REQUIRE(response.get_string("ChallengeName") == "PASSWORD_VERIFIER");
    return {std::move(srp), *response.find("ChallengeParameters"), pool_name};
  }
  Json prove(std::string_view name, std::string_view password) {
    return run("RespondToAuthChallenge", srp_request(start_with_srp(name), password, custom));
  }
};

}  // namespace

TEST_CASE_METHOD(CustomFixture, "the host's functions sign a user in, without a password") {
  const Json challenge = start("alice");
  CHECK(*challenge.find("ChallengeParameters") == object("hint", "a fish", "USERNAME", "alice"));
  const std::string_view session = challenge.get_string("Session");
  CHECK(session.size() >= 20);
  CHECK(session.size() <= 2048);
  const Json tokens =
      tokens_of(run("RespondToAuthChallenge", answer_request(challenge, "swordfish")));
  CHECK(run("GetUser", object("AccessToken", tokens.get_string("AccessToken")))
            .get_string("Username") == "alice");
  CHECK(
      outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"), custom)).empty());
}

TEST_CASE_METHOD(CustomFixture, "the doors of administrators lead through the same functions") {
  Json request = start_request("alice");
  const Json challenge = run("AdminInitiateAuth", request.set("UserPoolId", pool));
  CHECK(challenge.get_string("ChallengeName") == "CUSTOM_CHALLENGE");
  const Json tokens = run("AdminRespondToAuthChallenge",
                          answer_request(challenge, "swordfish").set("UserPoolId", pool));
  CHECK(tokens_of(tokens).contains("AccessToken"));
}

TEST_CASE_METHOD(CustomFixture,
                 "each function is told what has happened, and only what concerns it") {
  Json request = start_request("alice");
  const Json first = run("InitiateAuth", request.set("ClientMetadata", object("not", "for them")));
  REQUIRE(events.size() == 2);
  CHECK(events[0].get_string("triggerSource") == "DefineAuthChallenge_Authentication");
  const Json& define_request = *events[0].find("request");
  CHECK(members(define_request) == "userAttributes session clientMetadata ");
  CHECK(*define_request.find("session") == Json::array());
  CHECK(*define_request.find("clientMetadata") == Json::object());
  CHECK(*events[0].find("response") ==
        json(R"({"challengeName":null,"issueTokens":null,"failAuthentication":null})"));
  CHECK(events[1].get_string("triggerSource") == "CreateAuthChallenge_Authentication");
  CHECK(members(*events[1].find("request")) ==
        "userAttributes challengeName session clientMetadata ");
  CHECK(events[1].find("request")->get_string("challengeName") == "CUSTOM_CHALLENGE");
  events.clear();

  Json answer = answer_request(first, "trout");
  const Json second = run("RespondToAuthChallenge", answer.set("ClientMetadata", object("a", "1")));
  REQUIRE(events.size() == 3);
  const Json& verify_request = *events[0].find("request");
  CHECK(events[0].get_string("triggerSource") == "VerifyAuthChallengeResponse_Authentication");
  CHECK(members(verify_request) ==
        "userAttributes privateChallengeParameters challengeAnswer clientMetadata ");
  CHECK(*verify_request.find("privateChallengeParameters") == object("answer", "swordfish"));
  CHECK(verify_request.get_string("challengeAnswer") == "trout");
  CHECK(*verify_request.find("clientMetadata") == object("a", "1"));
  CHECK(*events[1].find("request")->find("session") ==
        json(R"([{"challengeName":"CUSTOM_CHALLENGE","challengeResult":false,
                  "challengeMetadata":"WORD-1"}])"));
  CHECK(*events[1].find("request")->find("clientMetadata") == object("a", "1"));
  CHECK(*events[2].find("request")->find("session") == *events[1].find("request")->find("session"));
  CHECK(second.get_string("ChallengeName") == "CUSTOM_CHALLENGE");
  CHECK(answer_outcome(second, "swordfish").empty());
}

TEST_CASE_METHOD(CustomFixture, "what only the function may know stays inside") {
  for (const std::size_t size : {std::size_t{12}, std::size_t{5'000}}) {
    private_answer.assign(size, 'q');
    const auto response = call("InitiateAuth", start_request("alice"));
    REQUIRE(response.ok());
    CHECK(response->find("qqqq") == std::string::npos);
    const Json challenge = json(*response);
    CHECK(challenge.get_string("Session").size() <= 2048);
    CHECK(answer_outcome(challenge, "wrong").empty());
    const Json again = start("alice");
    CHECK(answer_outcome(again, private_answer).empty());
    CHECK(answer_outcome(again, private_answer) == kUsed);
  }
  private_answer.assign(70'000, 'q');
  CHECK(refusal("InitiateAuth", start_request("alice"))
            .starts_with("InvalidLambdaResponseException: "));
}

TEST_CASE_METHOD(CustomFixture, "a Session is good for one answer, right or wrong, of its user") {
  const Json wrong = start("alice");
  CHECK(answer_outcome(wrong, "trout").empty());
  CHECK(answer_outcome(wrong, "swordfish") == kUsed);
  const Json right = start("alice");
  new_confirmed("bob");
  CHECK(answer_outcome(right, "swordfish", "bob") == kInvalidSession);
  CHECK(refusal("RespondToAuthChallenge",
                answer_request(right, "swordfish", "alice", custom_hiding)) == kInvalidSession);
  CHECK(refusal("RespondToAuthChallenge",
                respond_request("NEW_PASSWORD_REQUIRED",
                                object("USERNAME", "alice", "NEW_PASSWORD", "New-Horse-77"), custom,
                                right.get_string("Session"))) == kInvalidSession);
  CHECK(answer_outcome(right, "") ==
        "InvalidParameterException: Missing required parameter ANSWER");
  CHECK(answer_outcome(right, "swordfish").empty());
  CHECK(answer_outcome(right, "swordfish") == kUsed);
  const Json late = start("alice");
  advance_s(180);
  CHECK(answer_outcome(late, "swordfish") ==
        "NotAuthorizedException: Invalid session for the user, session is expired.");
}

TEST_CASE_METHOD(CustomFixture, "T01: a function that fails uses the Session up as well") {
  const Json challenge = start("alice");
  set("VerifyAuthChallengeResponse", [](std::string_view) -> Result<std::string> {
    return Error{Errc::rejected, "HostError", "no fish today"};
  });
  CHECK(answer_outcome(challenge, "swordfish") ==
        "UserLambdaValidationException: VerifyAuthChallengeResponse failed with error no fish "
        "today.");
  CHECK(answer_outcome(challenge, "swordfish") == kUsed);
}

TEST_CASE_METHOD(CustomFixture,
                 "the functions' decision to fail is a wrong password to the caller") {
  Json challenge = start("alice");
  challenge = run("RespondToAuthChallenge", answer_request(challenge, "trout"));
  challenge = run("RespondToAuthChallenge", answer_request(challenge, "carp"));
  CHECK(answer_outcome(challenge, "eel") == kNotAuthorized);
  define([](const Json&) { return fail(); });
  CHECK(refusal("InitiateAuth", start_request("alice")) == kNotAuthorized);
  define([](const Json&) { return Json::object(); });
  CHECK(refusal("InitiateAuth", start_request("alice")) == kNotAuthorized);
  define([](const Json&) { return issue(); });
  CHECK(tokens_of(run("InitiateAuth", start_request("alice"))).contains("AccessToken"));
}

TEST_CASE_METHOD(CustomFixture, "T05: answers that are none are refused in Lambda's words") {
  for (const std::string_view text :
       {R"({"response":{"challengeName":7}})", R"({"response":{"issueTokens":"true"}})",
        R"({"response":{"challengeName":"SMS_MFA"}})",
        R"({"response":{"challengeName":"PASSWORD_VERIFIER"}})", R"({"response":[]})", "{}",
        "not json"}) {
    INFO(text);
    answer("DefineAuthChallenge", text);
    CHECK(refusal("InitiateAuth", start_request("alice")) == kUnusable);
  }
  define([this](const Json& session) { return three_tries(session); });
  for (const std::string_view text : {R"({"response":{"publicChallengeParameters":{"a":1}}})",
                                      R"({"response":{"privateChallengeParameters":[]}})",
                                      R"({"response":{"challengeMetadata":{}}})"}) {
    INFO(text);
    answer("CreateAuthChallenge", text);
    CHECK(refusal("InitiateAuth", start_request("alice")) == kUnusable);
  }
}

TEST_CASE_METHOD(CustomFixture, "T07: a loop that never decides is stopped") {
  define([](const Json&) { return next("CUSTOM_CHALLENGE"); });
  Json challenge = start("alice");
  int rounds = 1;
  std::string refused;
  while (refused.empty() && rounds < 100) {
    const auto response = call("RespondToAuthChallenge", answer_request(challenge, "trout"));
    if (!response.ok()) {
      refused = response.error().code + ": " + response.error().message;
      break;
    }
    challenge = json(*response);
    CHECK(challenge.get_string("Session").size() <= 2048);
    ++rounds;
  }
  CHECK(refused == kNotAuthorized);
  CHECK(rounds == 20);
}

TEST_CASE_METHOD(CustomFixture,
                 "E04: an unknown name is challenged like a user, and never gets in") {
  CHECK(refusal("InitiateAuth", start_request("nobody")) ==
        "UserNotFoundException: User does not exist.");
  CHECK(events.empty());
  const Json challenge = start("nobody", custom_hiding);
  CHECK(events.at(0).find("request")->get_bool("userNotFound"));
  CHECK(*events.at(0).find("request")->find("userAttributes") == Json::object());
  CHECK(refusal("RespondToAuthChallenge",
                answer_request(challenge, "swordfish", "nobody", custom_hiding)) == kNotAuthorized);
  const Json known = start("alice", custom_hiding);
  CHECK_FALSE(events.back().find("request")->get_bool("userNotFound"));
  CHECK(members(known) == members(challenge));
  CHECK(
      outcome("RespondToAuthChallenge", answer_request(known, "swordfish", "alice", custom_hiding))
          .empty());
}

TEST_CASE_METHOD(CustomFixture, "who may not sign in is not challenged, or loses what was begun") {
  const Json begun = start("alice");
  events.clear();
  run("AdminDisableUser", for_user("alice"));
  CHECK(answer_outcome(begun, "swordfish") == "NotAuthorizedException: User is disabled.");
  CHECK(refusal("InitiateAuth", start_request("alice")) ==
        "NotAuthorizedException: User is disabled.");
  CHECK(events.empty());
  run("AdminEnableUser", for_user("alice"));
  const Json challenge = start("alice");
  run("AdminDeleteUser", for_user("alice"));
  CHECK(answer_outcome(challenge, "swordfish") == kInvalidSession);
}

TEST_CASE_METHOD(CustomFixture, "T08: a user disabled while a function runs gets no tokens") {
  const Json challenge = start("alice");
  define([this](const Json&) {
    run("AdminDisableUser", for_user("alice"));
    return issue();
  });
  CHECK(answer_outcome(challenge, "swordfish") == "NotAuthorizedException: User is disabled.");
}

TEST_CASE_METHOD(CustomFixture,
                 "O35: without the flow or the functions there is no custom sign-in") {
  CHECK(refusal("InitiateAuth", start_request("alice", client)) ==
        "InvalidParameterException: CUSTOM_AUTH is not enabled for the client.");
  CHECK(refusal("InitiateAuth",
                auth_request("CUSTOM_AUTH",
                             object("USERNAME", "alice", "CHALLENGE_NAME", "SMS_MFA"), custom)) ==
        "InvalidParameterException: CHALLENGE_NAME must be SRP_A or CUSTOM_CHALLENGE.");
  set("CreateAuthChallenge", nullptr);
  CHECK(refusal("InitiateAuth", start_request("alice")) ==
        "UnexpectedLambdaException: CreateAuthChallenge invocation failed due to configuration.");
  set("DefineAuthChallenge", nullptr);
  CHECK(refusal("InitiateAuth", start_request("alice")) ==
        "InvalidParameterException: Custom auth lambda trigger is not configured for the user "
        "pool.");
}

TEST_CASE_METHOD(PasswordFirst, "the password by SRP comes first where the functions want it") {
  const SrpStart srp = start_with_srp("alice");
  REQUIRE(events.size() == 1);
  CHECK(*events[0].find("request")->find("session") ==
        json(R"([{"challengeName":"SRP_A","challengeResult":true,"challengeMetadata":null}])"));
  const Json challenge = run("RespondToAuthChallenge", srp_request(srp, kPassword, custom));
  CHECK(challenge.get_string("ChallengeName") == "CUSTOM_CHALLENGE");
  CHECK(*events.back().find("request")->find("session") ==
        json(R"([{"challengeName":"SRP_A","challengeResult":true,"challengeMetadata":null},
                 {"challengeName":"PASSWORD_VERIFIER","challengeResult":true,
                  "challengeMetadata":null}])"));
  CHECK(answer_outcome(challenge, "swordfish").empty());
  CHECK(events.back().find("request")->find("session")->size() == 3);
}

TEST_CASE_METHOD(PasswordFirst, "M05: neither the password nor the word is enough alone") {
  CHECK(outcome("RespondToAuthChallenge",
                srp_request(start_with_srp("alice"), kWrongPassword, custom)) == kNotAuthorized);
  const Json challenge = prove("alice", kPassword);
  CHECK_FALSE(challenge.contains("AuthenticationResult"));
  CHECK(answer_outcome(challenge, "trout") == kNotAuthorized);
  const Json again = prove("alice", kPassword);
  // A password that was replaced meanwhile is no proof any more.
  run("AdminSetUserPassword",
      for_user("alice", "Password", "Another-Horse-8").set("Permanent", true));
  CHECK(answer_outcome(again, "swordfish") == kNotAuthorized);
  CHECK(answer_outcome(prove("alice", "Another-Horse-8"), "swordfish").empty());
}

TEST_CASE_METHOD(PasswordFirst, "a temporary password is replaced before the functions go on") {
  run("AdminSetUserPassword", for_user("alice", "Password", "Temporary-Horse-7"));
  const Json new_password = prove("alice", "Temporary-Horse-7");
  CHECK(new_password.get_string("ChallengeName") == "NEW_PASSWORD_REQUIRED");
  const Json challenge =
      run("RespondToAuthChallenge",
          respond_request("NEW_PASSWORD_REQUIRED",
                          object("USERNAME", "alice", "NEW_PASSWORD", "Chosen-Horse-8"), custom,
                          new_password.get_string("Session")));
  CHECK(challenge.get_string("ChallengeName") == "CUSTOM_CHALLENGE");
  const Json& session = *events.back().find("request")->find("session");
  REQUIRE(session.size() == 3);
  CHECK(session.as_array()[2].get_string("challengeName") == "NEW_PASSWORD_REQUIRED");
  CHECK(answer_outcome(challenge, "swordfish").empty());
}

TEST_CASE_METHOD(CustomFixture, "a temporary password is not replaced by who never knew it") {
  run("AdminSetUserPassword", for_user("alice", "Password", "Temporary-Horse-7"));
  CHECK(answer_outcome(start("alice"), "swordfish") == kNotAuthorized);
  CHECK(status_of("alice") == "FORCE_CHANGE_PASSWORD");
}
