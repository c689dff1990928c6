// Another epoch of a store that several engines share: what it ends is over for all of them, those
// that only read included.
#include <atomic>
#include <thread>

#include "ops/oauth_fixture.h"
#include "ops/shared_storage.h"

using namespace postern;
using namespace postern::test;

namespace {

struct SharedEpochFixture : AuthFixture {
  SharedStorage shared{memory};
  std::unique_ptr<Engine> second;

  SharedEpochFixture() {
    new_confirmed("alice");
    engine.reset();
    engine = open(shared);
    second = open(shared);
  }
  void declare(std::string_view sessions = "END") {
    run("postern:DeclareRestored", Json::object().set("Sessions", sessions));
  }
  Result<std::string> ask_second(std::string_view operation, const Json& request) {
    return second->call({.kind = ops::Caller::Kind::host}, operation, request.dump());
  }
  // "" where it succeeds.
  std::string at_second(std::string_view operation, const Json& request) {
    const auto answer = ask_second(operation, request);
    return answer.ok() ? "" : answer.error().message;
  }
  std::string verify_at_second(std::string_view token) {
    const auto verified = second->verify(token, {});
    return verified.ok() ? "" : verified.error().message;
  }
};

}  // namespace

TEST_CASE_METHOD(SharedEpochFixture,
                 "D26: an engine that only verifies refuses what another epoch has ended",
                 "[ops][restore]") {
  const std::string token = access_token("alice");
  REQUIRE(verify_at_second(token).empty());
  declare();
  CHECK(verify_at_second(token) == "Token has been revoked");
  CHECK(verify_at_second(access_token("alice")).empty());
}

TEST_CASE_METHOD(SharedEpochFixture, "D26: so does one that is asked for a user by a token",
                 "[ops][restore]") {
  const Json request = object("AccessToken", access_token("alice"));
  REQUIRE(at_second("GetUser", request).empty());
  declare();
  CHECK(at_second("GetUser", request) == "Access Token has been revoked");
  CHECK(at_second("GetUser", object("AccessToken", access_token("alice"))).empty());
}

TEST_CASE_METHOD(SharedEpochFixture,
                 "D26: a challenge of before is no use at an engine that has not written since",
                 "[ops][restore]") {
  const bool declares = GENERATE(true, false);
  run("AdminCreateUser",
      for_user("bob", "TemporaryPassword", kPassword, "MessageAction", "SUPPRESS"));
  const Json challenge = run("InitiateAuth", password_request("bob", kPassword));
  REQUIRE(challenge.get_string("ChallengeName") == "NEW_PASSWORD_REQUIRED");
  if (declares) declare();
  const Json answer =
      Json::object()
          .set("ClientId", client)
          .set("ChallengeName", "NEW_PASSWORD_REQUIRED")
          .set("Session", challenge.get_string("Session"))
          .set("ChallengeResponses", object("USERNAME", "bob", "NEW_PASSWORD", "Other-Horse-8"));
  CHECK(at_second("RespondToAuthChallenge", answer) ==
        (declares ? "Invalid session for the user." : ""));
}

TEST_CASE_METHOD(SharedEpochFixture, "D26: nor is a page of a listing", "[ops][restore]") {
  const bool declares = GENERATE(true, false);
  for (const char* name : {"bob", "carol"}) new_user(pool, name);
  Json request = object("UserPoolId", pool).set("Limit", 1);
  const Json page = run("ListUsers", request);
  if (declares) declare();
  request.set("PaginationToken", page.get_string("PaginationToken"));
  CHECK(at_second("ListUsers", request) == (declares ? "Invalid pagination token." : ""));
}

TEST_CASE_METHOD(SharedEpochFixture, "D26: readers are not refused while one epoch follows another",
                 "[ops][restore]") {
  std::atomic<bool> done{false};
  std::atomic<int> reads{0};
  std::vector<std::string> refusals;
  std::mutex mutex;
  const auto read = [&] {
    while (!done || reads < 200) {
      const std::string refusal = at_second("AdminGetUser", for_user("alice"));
      ++reads;
      if (refusal.empty()) continue;
      const std::lock_guard lock(mutex);
      refusals.push_back(refusal);
    }
  };
  std::thread first_reader(read), second_reader(read);
  for (int i = 0; i < 20; ++i) declare();
  done = true;
  first_reader.join();
  second_reader.join();
  CHECK(refusals == std::vector<std::string>());
}

namespace {

// Cannot be reached once, when it is asked for the transaction of that number.
class FailsOnce final : public storage::Storage {
 public:
  explicit FailsOnce(storage::Storage& below) : below_(below) {}
  int left = 0;  // 0: it does not fail.
  Result<std::unique_ptr<storage::Txn>> begin(storage::Mode mode) override {
    if (left > 0 && --left == 0) return Error{Errc::storage, "InternalErrorException", "Gone."};
    return below_.begin(mode);
  }
  [[nodiscard]] bool is_shared() const override { return true; }

 private:
  storage::Storage& below_;
};

struct FailingSiteFixture : oauth::OAuthFixture {
  FailsOnce failing{memory};

  FailingSiteFixture() {
    engine.reset();
    engine = open(failing);
  }
};

}  // namespace

TEST_CASE_METHOD(FailingSiteFixture, "T08: a browser is told that it is signed out only when it is",
                 "[ops][restore]") {
  using namespace oauth;
  const std::string target =
      "/logout?" + encode({{"client_id", spa}, {"logout_uri", std::string(kGoodbye)}});
  int told = 0;
  bool failed = true;
  for (int at = 1; failed; ++at) {
    oauth::Browser browser(*this);
    browser.code(request_of(spa));
    const auto cookies = browser.cookies();
    failing.left = at;
    const bool goodbye = location_of(browser.get(target)) == kGoodbye;
    failed = failing.left == 0;
    failing.left = 0;
    browser.cookies() = cookies;
    const bool asks =
        location_of(browser.authorize(request_of(spa))).find("/login") != std::string::npos;
    CAPTURE(at);
    CHECK(goodbye == asks);
    told += goodbye ? 1 : 0;
    REQUIRE(at < 50);
  }
  CHECK(told >= 1);
}
