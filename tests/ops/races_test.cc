// D12: what is good for once is good for once, however many ask at the same moment.
#include <atomic>
#include <functional>
#include <thread>

#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr int kThreads = 8;

struct RaceFixture : AuthFixture {
  // How many of eight threads that make the same call at once succeed.
  int winners(std::string_view operation, const Json& request) {
    std::atomic<int> ready{0};
    std::atomic<int> won{0};
    std::vector<std::thread> threads;
    const std::string body = request.dump();
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        ++ready;
        while (ready < kThreads) std::this_thread::yield();
        if (engine->call({.kind = ops::Caller::Kind::host}, operation, body).ok()) ++won;
      });
    }
    for (auto& thread : threads) thread.join();
    return won;
  }
};

}  // namespace

TEST_CASE_METHOD(RaceFixture, "D12: a confirmation code confirms once") {
  for (int round = 0; round < 5; ++round) {
    const std::string name = "user" + std::to_string(round);
    run("SignUp", sign_up_request(name, name + "@example.com"));
    CHECK(winners("ConfirmSignUp", object("ClientId", client, "Username", name, "ConfirmationCode",
                                          inbox.code())) == 1);
  }
}

TEST_CASE_METHOD(RaceFixture, "D12: a name is signed up once") {
  for (int round = 0; round < 5; ++round) {
    CHECK(winners("SignUp", sign_up_request("user" + std::to_string(round))) == 1);
  }
  CHECK(run("ListUsers", object("UserPoolId", pool)).find("Users")->size() == 5);
}

TEST_CASE_METHOD(RaceFixture, "D12: a reset code resets once") {
  new_confirmed("alice");
  for (int round = 0; round < 2; ++round) {
    run("ForgotPassword", object("ClientId", client, "Username", "alice"));
    CHECK(winners("ConfirmForgotPassword",
                  object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code(),
                         "Password", "Another-Horse-8")) == 1);
    advance_s(3600);
  }
}

TEST_CASE_METHOD(RaceFixture, "D12, S06: an SRP exchange signs in once") {
  new_confirmed("alice");
  for (int round = 0; round < 5; ++round) {
    CHECK(winners("RespondToAuthChallenge", srp_request(start_srp("alice"), kPassword)) == 1);
  }
}

TEST_CASE_METHOD(RaceFixture, "D12: a challenge session is answered once") {
  for (int round = 0; round < 5; ++round) {
    const std::string name = "user" + std::to_string(round);
    run("AdminCreateUser",
        for_user(name, "TemporaryPassword", kPassword, "MessageAction", "SUPPRESS"));
    const Json challenge = run("InitiateAuth", password_request(name, kPassword));
    CHECK(winners("RespondToAuthChallenge",
                  respond_request("NEW_PASSWORD_REQUIRED",
                                  object("USERNAME", name, "NEW_PASSWORD", "Another-Horse-8"),
                                  client, challenge.get_string("Session"))) == 1);
  }
}

TEST_CASE_METHOD(RaceFixture,
                 "D12, O20: a rotated refresh token is used once, and the family ends") {
  new_confirmed("alice");
  const std::string rotating = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],
      "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":0}})");
  for (int round = 0; round < 5; ++round) {
    const Json tokens = sign_in("alice", kPassword, rotating);
    CHECK(winners("GetTokensFromRefreshToken", object("ClientId", rotating, "RefreshToken",
                                                      tokens.get_string("RefreshToken"))) == 1);
    // Seven of the eight looked like thieves.
    CHECK(refusal("GetUser", object("AccessToken", tokens.get_string("AccessToken"))) ==
          "NotAuthorizedException: Access Token has been revoked");
  }
}

TEST_CASE_METHOD(RaceFixture,
                 "D12, O20: within a grace period all of eight refreshes go on as one family") {
  new_confirmed("alice");
  const std::string rotating = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],
      "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":60}})");
  const Json tokens = sign_in("alice", kPassword, rotating);
  CHECK(winners("GetTokensFromRefreshToken", object("ClientId", rotating, "RefreshToken",
                                                    tokens.get_string("RefreshToken"))) == 8);
}

TEST_CASE_METHOD(RaceFixture, "R02: of eight parallel guesses at a code five are looked at") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const std::string code = inbox.code();
  std::atomic<int> looked_at{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      const auto answer = call("ConfirmSignUp", object("ClientId", client, "Username", "alice",
                                                       "ConfirmationCode", "wrong"));
      if (answer.error().code == "CodeMismatchException") ++looked_at;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(looked_at == 5);
  CHECK_FALSE(outcome("ConfirmSignUp",
                      object("ClientId", client, "Username", "alice", "ConfirmationCode", code))
                  .empty());
}

TEST_CASE_METHOD(RaceFixture, "D12: a domain, an identifier, a style and terms are given once") {
  CHECK(winners("CreateUserPoolDomain", object("UserPoolId", pool, "Domain", "login")) == 1);
  CHECK(winners("CreateResourceServer",
                object("UserPoolId", pool, "Identifier", "files", "Name", "Files")) == 1);
  CHECK(winners("CreateManagedLoginBranding", object("UserPoolId", pool, "ClientId", client)) == 1);
  CHECK(winners("CreateTerms",
                object("UserPoolId", pool, "ClientId", client, "TermsName", "terms-of-use",
                       "TermsSource", "LINK", "Enforcement", "NONE")) == 1);
}
