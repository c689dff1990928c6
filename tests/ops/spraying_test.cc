// One guess at each of many users: what an address may do, and what those behind it may still do.
#include <atomic>
#include <thread>
#include <vector>

#include "crypto/digest.h"
#include "ops/mfa_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kTooMany = "TooManyRequestsException: Rate exceeded";
constexpr std::string_view kSprayer = "198.51.100.7";
constexpr std::string_view kElsewhere = "203.0.113.9";
constexpr int kBudget = 100;
constexpr std::int64_t kOneBackS = 30;

// "" for success, else "<code>: <message>", of a call that comes from `address`.
std::string outcome_from(EngineFixture& fixture, std::string_view address,
                         std::string_view operation, const Json& request) {
  const auto response = fixture.engine->call({.kind = ops::Caller::Kind::anonymous,
                                              .access_key_id = {},
                                              .remote_address = std::string(address),
                                              .user_agent = {}},
                                             operation, request.dump());
  return response.ok() ? "" : response.error().code + ": " + response.error().message;
}

struct SprayFixture : AuthFixture {
  SprayFixture() { new_confirmed("alice"); }

  std::string from(std::string_view address, std::string_view operation, const Json& request) {
    return outcome_from(*this, address, operation, request);
  }
  std::string try_in(std::string_view address, std::string_view name, std::string_view password) {
    return from(address, "InitiateAuth", password_request(name, password, hiding));
  }
  // One wrong guess at each of so many names, all new.
  void spray(std::string_view address, int names) {
    for (int i = 0; i < names; ++i) {
      REQUIRE(try_in(address, "nobody-" + std::to_string(++sprayed), kWrongPassword) ==
              kNotAuthorized);
    }
  }
  std::size_t rows() {
    auto txn = memory.begin(storage::Mode::read);
    return (*txn)->scan("", "", SIZE_MAX)->size();
  }

  int sprayed = 0;
};

}  // namespace

TEST_CASE_METHOD(SprayFixture,
                 "L07: an address that guesses at many users is slowed, no other is") {
  spray(kSprayer, kBudget);
  CHECK(try_in(kSprayer, "nobody", kWrongPassword) == kTooMany);
  CHECK(try_in(kSprayer, "alice", kWrongPassword) == kTooMany);
  CHECK(try_in(kSprayer, "alice", kPassword) == kTooMany);
  CHECK(try_in(kElsewhere, "alice", kPassword).empty());
  SECTION("guesses come back one by one") {
    advance_s(kOneBackS - 1);
    CHECK(try_in(kSprayer, "alice", kPassword) == kTooMany);
    advance_s(1);
    CHECK(try_in(kSprayer, "bob", kWrongPassword) == kNotAuthorized);
    CHECK(try_in(kSprayer, "bob", kWrongPassword) == kTooMany);
    advance_s(kOneBackS);
    CHECK(try_in(kSprayer, "alice", kPassword).empty());
  }
  SECTION("and are all back after fifty minutes") {
    advance_s(kBudget * kOneBackS);
    spray(kSprayer, kBudget);
    CHECK(try_in(kSprayer, "nobody", kWrongPassword) == kTooMany);
  }
}

TEST_CASE_METHOD(SprayFixture, "L07, L01: who signed in from the address before is not kept out") {
  new_confirmed("bob");
  CHECK(try_in(kSprayer, "alice", kPassword).empty());
  spray(kSprayer, kBudget);
  CHECK(try_in(kSprayer, "alice", kPassword).empty());
  CHECK(try_in(kSprayer, "bob", kPassword) == kTooMany);
  run("AdminUserGlobalSignOut", for_user("alice"));
  CHECK(try_in(kSprayer, "alice", kPassword).empty());
  // Guesses at them count as they do anywhere.
  for (int i = 0; i < 5; ++i) CHECK(try_in(kSprayer, "alice", kWrongPassword) == kNotAuthorized);
  CHECK(try_in(kSprayer, "alice", kPassword) == kLockedOut);
}

TEST_CASE_METHOD(SprayFixture, "L01: strangers lock nobody out of where they sign in from") {
  constexpr std::string_view kHome = "192.0.2.1";
  CHECK(try_in(kHome, "alice", kPassword).empty());
  const auto guess_five = [&](std::string_view address) {
    for (int i = 0; i < 5; ++i) CHECK(try_in(address, "alice", kWrongPassword) == kNotAuthorized);
    CHECK(try_in(address, "alice", kPassword) == kLockedOut);
  };
  guess_five(kSprayer);
  CHECK(try_in(kElsewhere, "alice", kPassword) == kLockedOut);
  CHECK(sign_in_refusal("alice", kPassword) == kLockedOut);
  CHECK(try_in(kHome, "alice", kPassword).empty());
  SECTION("who has guessed stays locked out while the user signs in at home") {
    CHECK(try_in(kSprayer, "alice", kPassword) == kLockedOut);
    advance_s(1);
    CHECK(try_in(kSprayer, "alice", kWrongPassword) == kNotAuthorized);
    advance_s(1);
    CHECK(try_in(kSprayer, "alice", kPassword) == kLockedOut);
    CHECK(try_in(kHome, "alice", kPassword).empty());
  }
  SECTION("at home five are counted as well, and lock nobody out elsewhere") {
    guess_five(kHome);
    advance_s(901);
    guess_five(kHome);
    CHECK(try_in(kElsewhere, "alice", kPassword).empty());
    CHECK(try_in(kHome, "alice", kPassword) == kLockedOut);
    advance_s(1);
    CHECK(try_in(kHome, "alice", kPassword).empty());
  }
  SECTION("a new password forgets what was counted anywhere") {
    guess_five(kHome);
    const std::size_t before = rows();
    run("AdminSetUserPassword", for_user("alice", "Password", kPassword).set("Permanent", true));
    CHECK(before - rows() == 4);  // Two counts and their marks.
    CHECK(try_in(kHome, "alice", kPassword).empty());
    CHECK(try_in(kElsewhere, "alice", kPassword).empty());
  }
  SECTION("a user who is deleted leaves nothing of it") {
    guess_five(kHome);
    run("AdminDeleteUser", for_user("alice"));
    new_confirmed("alice");
    CHECK(try_in(kHome, "alice", kPassword).empty());
  }
}

TEST_CASE_METHOD(SprayFixture, "L07: an IPv6 address is whatever has its first 64 bits") {
  for (int i = 0; i < kBudget; ++i) spray("2001:db8:0:1::" + std::to_string(i + 1), 1);
  CHECK(try_in("2001:db8:0:1:ffff::1", "alice", kPassword) == kTooMany);
  CHECK(try_in("2001:db8:0:2::1", "alice", kPassword).empty());
}

TEST_CASE_METHOD(SprayFixture, "L07: an IPv4 address is the same written as IPv6") {
  spray("::ffff:198.51.100.7", kBudget);
  CHECK(try_in(kSprayer, "alice", kPassword) == kTooMany);
}

TEST_CASE_METHOD(SprayFixture, "L07, L02: guesses that come together count one by one") {
  std::atomic<int> looked_at{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 12; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 8; ++i) {
        const std::string name = "together-" + std::to_string(thread * 8 + i);
        if (try_in(kSprayer, name, kWrongPassword) == kNotAuthorized) ++looked_at;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(looked_at == 96);
  spray(kSprayer, kBudget - 96);
  CHECK(try_in(kSprayer, "alice", kPassword) == kTooMany);
}

TEST_CASE_METHOD(SprayFixture, "L07: a budget is one pool's") {
  spray(kSprayer, kBudget);
  const std::string other = make_pool("{}");
  const std::string client_there =
      make_client(R"({"PreventUserExistenceErrors":"ENABLED"})", other);
  CHECK(from(kSprayer, "InitiateAuth", password_request("ada", kPassword, client_there)) ==
        kNotAuthorized);
}

TEST_CASE_METHOD(SprayFixture, "L07: without an address there is no budget") {
  for (int i = 0; i < kBudget + 5; ++i) {
    CHECK(sign_in_refusal("nobody-" + std::to_string(i), kWrongPassword, hiding) == kNotAuthorized);
  }
  spray("", kBudget + 5);
  spray("not an address", kBudget + 5);
  CHECK(try_in("", "alice", kPassword).empty());
}

TEST_CASE_METHOD(SprayFixture, "L07: a private address may be a proxy's, and has no budget") {
  for (const auto address : {"127.0.0.1", "10.0.0.7", "fd00::7"}) {
    spray(address, kBudget + 1);
    CHECK(try_in(address, "alice", kPassword).empty());
  }
}

TEST_CASE_METHOD(SprayFixture, "L07: every way of proving something asks the same budget") {
  Json admin =
      auth_request("ADMIN_USER_PASSWORD_AUTH", object("USERNAME", "alice", "PASSWORD", kPassword));
  admin.set("UserPoolId", pool)
      .set("ContextData", object("IpAddress", kSprayer, "ServerName", "s", "ServerPath", "/"));
  admin.find("ContextData")->set("HttpHeaders", Json::array());
  const Json change = object("AccessToken", access_token("alice"), "PreviousPassword", kPassword,
                             "ProposedPassword", "Another-Horse-8");
  spray(kSprayer, kBudget);
  const Json srp = srp_request(start_srp("alice"), kPassword);
  CHECK(from(kSprayer, "RespondToAuthChallenge", srp) == kTooMany);
  CHECK(from(kSprayer, "ChangePassword", change) == kTooMany);
  CHECK(outcome("AdminInitiateAuth", admin) == kTooMany);
  // Nothing was looked at, so nothing is used up.
  advance_s(kOneBackS);
  CHECK(from(kSprayer, "RespondToAuthChallenge", srp).empty());
  CHECK(from(kSprayer, "ChangePassword", change).empty());
}

TEST_CASE_METHOD(MfaFixture, "L07: codes of a second factor ask the same budget") {
  new_confirmed("alice");
  const std::string secret = register_app(access_token("alice"));
  const std::string asked = session(begin("alice"));
  for (int i = 0; i < kBudget; ++i) {
    const Json guess = password_request("nobody-" + std::to_string(i), kWrongPassword, hiding);
    CHECK(outcome_from(*this, kSprayer, "InitiateAuth", guess) == kNotAuthorized);
  }
  const Json right = answer_request("SOFTWARE_TOKEN_MFA", "alice", asked, "SOFTWARE_TOKEN_MFA_CODE",
                                    app_code(secret));
  CHECK(outcome_from(*this, kSprayer, "RespondToAuthChallenge", right) == kTooMany);
  CHECK(outcome_from(*this, kElsewhere, "RespondToAuthChallenge", right).empty());
}

TEST_CASE_METHOD(SprayFixture, "L07: where guesses rain on a pool, each address has ten") {
  for (int i = 0; i < 2500; ++i) {
    spray("11.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), 1);
  }
  CHECK(try_in(kElsewhere, "alice", kPassword).empty());
  spray(kSprayer, 10);
  CHECK(try_in(kSprayer, "alice", kPassword) == kTooMany);
  CHECK(try_in(kElsewhere, "alice", kPassword).empty());
  advance_s(1600);
  CHECK(try_in(kSprayer, "alice", kPassword).empty());
}

TEST_CASE_METHOD(SprayFixture, "L07: a server that has the client's secret speaks for many") {
  const Json made =
      run("CreateUserPoolClient", json(R"({"ClientName":"server","GenerateSecret":true,
                            "PreventUserExistenceErrors":"ENABLED",
                            "EnablePropagateAdditionalUserContextData":true,
                            "ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]})")
                                      .set("UserPoolId", pool));
  const Json& server = *made.find("UserPoolClient");
  const auto guess = [&](std::string_view name, std::string_view user_ip) {
    const std::string hash = codec::base64_encode(
        crypto::hmac_sha256(server.get_string("ClientSecret"),
                            std::string(name).append(server.get_string("ClientId"))));
    Json request =
        auth_request("USER_PASSWORD_AUTH",
                     object("USERNAME", name, "PASSWORD", kWrongPassword, "SECRET_HASH", hash),
                     server.get_string("ClientId"));
    if (!user_ip.empty()) request.set("UserContextData", object("IpAddress", user_ip));
    return from(kElsewhere, "InitiateAuth", request);
  };
  for (int i = 0; i < kBudget + 5; ++i) {
    CHECK(guess("nobody-" + std::to_string(i), {}) == kNotAuthorized);
  }
  // Where it says for whom, that is who guesses.
  for (int i = 0; i < kBudget; ++i) {
    CHECK(guess("somebody-" + std::to_string(i), kSprayer) == kNotAuthorized);
  }
  CHECK(guess("somebody", kSprayer) == kTooMany);
  CHECK(guess("somebody", "192.0.2.1") == kNotAuthorized);
}

TEST_CASE_METHOD(SprayFixture, "L07: a sign-in that succeeds writes as much with an address") {
  const std::size_t before = rows();
  CHECK(try_in("", "alice", kPassword).empty());
  const std::size_t without = rows() - before;
  CHECK(try_in(kSprayer, "alice", kPassword).empty());
  CHECK(rows() - before == 2 * without);
}
