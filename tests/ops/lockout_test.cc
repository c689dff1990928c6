// Guessing at passwords: counted once each, over every door, and never for good.
#include <atomic>
#include <functional>
#include <thread>

#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct LockoutFixture : AuthFixture {
  LockoutFixture() { new_confirmed("alice"); }
  std::string guess(std::string_view name = "alice") {
    return sign_in_refusal(name, kWrongPassword);
  }
  void guess_times(int times) {
    for (int i = 0; i < times; ++i) CHECK(guess() == kNotAuthorized);
  }
};

}  // namespace

TEST_CASE_METHOD(
    LockoutFixture,
    "L01: each failure from the fifth on locks for twice as long, at most 15 minutes") {
  guess_times(4);
  CHECK(sign_in("alice").contains("AccessToken"));
  guess_times(5);
  for (const std::int64_t lock_s : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
    INFO(lock_s);
    CHECK(guess() == kLockedOut);
    CHECK(refusal("InitiateAuth", password_request("alice", kPassword)) == kLockedOut);
    REQUIRE(engine->advance_clock(lock_s * kMicrosPerSecond - 1).ok());
    CHECK(guess() == kLockedOut);
    REQUIRE(engine->advance_clock(1).ok());
    CHECK(guess() == kNotAuthorized);
  }
  advance_s(900);
  CHECK(sign_in("alice").contains("AccessToken"));
  guess_times(5);  // A success forgot everything.
  CHECK(guess() == kLockedOut);
}

TEST_CASE_METHOD(LockoutFixture, "L01: fifteen quiet minutes forget the failures") {
  guess_times(4);
  advance_s(900);
  guess_times(4);
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(LockoutFixture, "L05: one counter serves every way of proving a password") {
  new_confirmed("bob");
  const std::string token = access_token("alice");
  struct Door {
    std::string_view name;
    std::function<std::string(std::string_view)> attempt;
  };
  const auto admin = [&](std::string_view password) {
    Json request =
        auth_request("ADMIN_USER_PASSWORD_AUTH", object("USERNAME", "alice", "PASSWORD", password));
    return outcome("AdminInitiateAuth", request.set("UserPoolId", pool));
  };
  const Door doors[] = {
      {"password",
       [&](auto password) { return outcome("InitiateAuth", password_request("alice", password)); }},
      {"alias client",
       [&](auto password) {
         return outcome("InitiateAuth", password_request("alice", password, hiding));
       }},
      {"administrator", admin},
      {"SRP",
       [&](auto password) {
         return outcome("RespondToAuthChallenge", srp_request(start_srp("alice"), password));
       }},
      {"change", [&](auto password) {
         return outcome("ChangePassword", object("AccessToken", token, "PreviousPassword", password,
                                                 "ProposedPassword", "Another-Horse-8"));
       }}};
  for (const Door& door : doors) {
    INFO(door.name);
    CHECK(door.attempt(kWrongPassword) == kNotAuthorized);
  }
  for (const Door& door : doors) {
    INFO(door.name);
    CHECK(door.attempt(kPassword) == kLockedOut);
  }
  CHECK(sign_in("bob").contains("AccessToken"));
  advance_s(1);
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(LockoutFixture, "L02: of a hundred parallel guesses five are looked at") {
  std::atomic<int> looked_at{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 10; ++k) {
        const auto answer = call("InitiateAuth", password_request("alice", kWrongPassword));
        if (answer.error().message == "Incorrect username or password.") ++looked_at;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(looked_at == 5);
}

TEST_CASE("L04: all names of a user share one counter") {
  AuthFixture fixture(R"({"AliasAttributes":["email","preferred_username"],
      "AutoVerifiedAttributes":["email"],"UsernameConfiguration":{"CaseSensitive":false}})");
  fixture.new_confirmed("alice");
  for (const char* name : {"alice", "ALICE", "alice@example.com", "Alice@Example.com", "aLICE"}) {
    CHECK(fixture.sign_in_refusal(name, kWrongPassword) == kNotAuthorized);
  }
  CHECK(fixture.sign_in_refusal("alice", kPassword) == kLockedOut);
  CHECK(fixture.sign_in_refusal("Alice@example.com", kPassword) == kLockedOut);
}

TEST_CASE_METHOD(LockoutFixture,
                 "L05: a lock that falls while the user signs in stops the tokens") {
  // The password is right; while PostAuthentication runs, somebody else guesses five times.
  REQUIRE(engine
              ->set_trigger("PostAuthentication", 0, pool,
                            [&](std::string_view event) -> Result<std::string> {
                              guess_times(5);
                              return std::string(event);
                            })
              .ok());
  CHECK(refusal("InitiateAuth", password_request("alice", kPassword)) == kLockedOut);
  REQUIRE(engine->set_trigger("PostAuthentication", 0, pool, {}).ok());
  advance_s(1);
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(LockoutFixture, "a reset and an administrator's new password lift the lock") {
  guess_times(5);
  CHECK(guess() == kLockedOut);
  SECTION("by the user") {
    run("ForgotPassword", object("ClientId", client, "Username", "alice"));
    run("ConfirmForgotPassword", object("ClientId", client, "Username", "alice", "Password",
                                        "Another-Horse-8", "ConfirmationCode", inbox.code()));
  }
  SECTION("by the administrator") {
    run("AdminSetUserPassword",
        for_user("alice", "Password", "Another-Horse-8").set("Permanent", true));
  }
  CHECK(sign_in("alice", "Another-Horse-8").contains("AccessToken"));
}

TEST_CASE_METHOD(LockoutFixture,
                 "L06: a success on one's own account gives no more guesses at others") {
  new_confirmed("mallory");
  for (int i = 0; i < 5; ++i) {
    CHECK(guess() == kNotAuthorized);
    CHECK(sign_in("mallory").contains("AccessToken"));
  }
  CHECK(guess() == kLockedOut);
}

TEST_CASE_METHOD(LockoutFixture,
                 "L12: nobody locks an owner out by taking, or nearly taking, the name") {
  CHECK(refusal("SignUp", sign_up_request("alice")).starts_with("UsernameExistsException: "));
  new_confirmed("Alice");  // Another name in a pool that tells cases apart, with its own counter.
  for (int i = 0; i < 6; ++i) static_cast<void>(guess("Alice"));
  CHECK(guess("Alice") == kLockedOut);
  CHECK(sign_in("alice").contains("AccessToken"));
}
