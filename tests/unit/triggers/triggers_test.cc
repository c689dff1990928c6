// The host's functions: registering, choosing, calling, and what comes back.
#include "triggers/triggers.h"

#include "unit/domain/settings.h"

using namespace postern;
using namespace postern::triggers;
using test::fault;
using test::pool_of;

namespace {

struct TriggersFixture {
  Triggers triggers{"us-east-1"};
  domain::Pool pool = pool_of(R"({"PoolName":"p"})");

  static HostFunction answering(std::string_view marker) {
    return [marker = std::string(marker)](std::string_view) -> Result<std::string> {
      return R"({"response":{"by":")" + marker + "\"}}";
    };
  }
  std::string fire(Kind kind = Kind::pre_sign_up) {
    const auto response = triggers.fire({.kind = kind,
                                         .source = "PreSignUp_SignUp",
                                         .pool = pool,
                                         .username = "alice",
                                         .client_id = "client",
                                         .request = Json::object(),
                                         .response = Json::object()});
    if (!response.ok()) return response.error().code + ": " + response.error().message;
    return *response ? std::string((*response)->get_string("by")) : "none";
  }
};

}  // namespace

TEST_CASE_METHOD(TriggersFixture, "a pool's own function goes before the one for all pools") {
  CHECK(fire() == "none");
  CHECK_FALSE(triggers.wanted(Kind::pre_sign_up, pool));
  REQUIRE(triggers.set("PreSignUp", 0, "", answering("all")).ok());
  CHECK(fire() == "all");
  REQUIRE(triggers.set("PreSignUp", 0, pool.id, answering("own")).ok());
  CHECK(fire() == "own");
  CHECK(fire(Kind::post_confirmation) == "none");
  REQUIRE(triggers.set("PreSignUp", 0, pool.id, {}).ok());
  CHECK(fire() == "all");
  REQUIRE(triggers.set("PreSignUp", 0, "", {}).ok());
  CHECK(fire() == "none");
}

TEST_CASE_METHOD(TriggersFixture, "names and versions are those of LambdaConfig") {
  CHECK_FALSE(triggers.set("preSignUp", 0, "", answering("x")).ok());
  CHECK_FALSE(triggers.set("", 0, "", answering("x")).ok());
  CHECK_FALSE(triggers.set("PreSignUp", 2, "", answering("x")).ok());
  CHECK_FALSE(triggers.set("PreTokenGeneration", 4, "", answering("x")).ok());
  REQUIRE(triggers.set("PreTokenGeneration", 3, "", answering("x")).ok());
  REQUIRE(triggers.set("PreTokenGeneration", 2, "", answering("x")).ok());
  CHECK(triggers.version(Kind::pre_token_generation, pool) == 2);
  CHECK(triggers.version(Kind::pre_sign_up, pool) == 1);
}

TEST_CASE_METHOD(TriggersFixture, "a function that the pool names must be there") {
  pool = pool_of(
      R"({"PoolName":"p","LambdaConfig":{
          "PreSignUp":"arn:aws:lambda:us-east-1:000000000000:function:f"}})");
  CHECK(triggers.wanted(Kind::pre_sign_up, pool));
  CHECK(fire() == "UnexpectedLambdaException: PreSignUp invocation failed due to configuration.");
  REQUIRE(triggers.set("PreSignUp", 0, "", answering("all")).ok());
  CHECK(fire() == "all");
}

TEST_CASE_METHOD(TriggersFixture,
                 "T01, T05: failures and unreadable answers have Cognito's texts") {
  const auto said = [&](Result<std::string> answer) {
    REQUIRE(triggers.set("PreSignUp", 0, "", [answer](std::string_view) { return answer; }).ok());
    return fire();
  };
  CHECK(said(Error{Errc::rejected, "HostError", "no"}) ==
        "UserLambdaValidationException: PreSignUp failed with error no.");
  for (const char* text :
       {"", "null", "7", "[]", "{}", R"({"response":7})", R"({"response":{},"response":{}})",
        "{\"response\":{\"a\":\"\xff\"}}", R"({"response":{})"}) {
    INFO(text);
    CHECK(said(std::string(text)) ==
          "InvalidLambdaResponseException: Unrecognizable lambda output");
  }
  CHECK(said(std::string(R"({"response":{"by":"it"},"more":[1,2]})")) == "it");
}

TEST_CASE("a function that the pool names is invoked by its ARN when nobody registered another") {
  constexpr std::string_view kArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
  Triggers triggers("us-east-1", [&](std::string_view arn, std::string_view event) {
    CHECK(arn == kArn);
    if (event.find("refuse") != std::string_view::npos) {
      return Result<std::string>(reject(kFunctionFailed, "not you"));
    }
    if (event.find("timeout") != std::string_view::npos) {
      return Result<std::string>(reject("InvocationFailed", "Socket timeout"));
    }
    if (event.find("missing") != std::string_view::npos) {
      return Result<std::string>(reject("InvocationFailed", ""));
    }
    return Result<std::string>(std::string(event));
  });
  const domain::Pool pool = pool_of(R"({"PoolName":"p",
      "LambdaConfig":{"PreSignUp":"arn:aws:lambda:us-east-1:000000000000:function:f"}})");
  const auto fire = [&](std::string_view username) {
    const auto fired = triggers.fire({.kind = Kind::pre_sign_up,
                                      .source = "PreSignUp_SignUp",
                                      .pool = pool,
                                      .username = username,
                                      .client_id = "c",
                                      .request = Json::object(),
                                      .response = Json::object()});
    return fired.ok() ? "" : fired.error().code + ": " + fired.error().message;
  };
  CHECK(fire("alice").empty());
  CHECK(fire("refuse") == "UserLambdaValidationException: PreSignUp failed with error not you.");
  CHECK(fire("timeout") ==
        "UnexpectedLambdaException: PreSignUp invocation failed due to error Socket timeout.");
  CHECK(fire("missing") ==
        "UnexpectedLambdaException: PreSignUp invocation failed due to configuration.");
  REQUIRE(triggers
              .set("PreSignUp", 0, pool.id,
                   [](std::string_view) {
                     return Result<std::string>(reject("HostError", "own function"));
                   })
              .ok());
  CHECK(fire("alice") ==
        "UserLambdaValidationException: PreSignUp failed with error own function.");
}
