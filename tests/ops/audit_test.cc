// The audit log: who did what, once for each call, in the transaction of what it did.
#include <algorithm>
#include <atomic>

#include "ops/audit_fixture.h"
#include "ops/model/model.h"
#include "ops/registry.h"

namespace postern::test {
namespace {

using domain::AuditMode;

std::string error_of(const Json& event) {
  return std::string(event.get_string("errorCode"));
}

TEST_CASE_METHOD(AuditFixture, "a change leaves an event in CloudTrail's form", "[ops][audit]") {
  run("AdminCreateUser", for_user("alice", "MessageAction", "SUPPRESS")
                             .set("UserAttributes", attributes("email", "alice@example.com")));
  const Json event = only_event_of("AdminCreateUser");
  CHECK(event.get_string("eventVersion") == "1.08");
  CHECK(event.get_string("eventTime") == "2023-11-14T22:13:20Z");
  CHECK(event.get_string("eventSource") == "cognito-idp.amazonaws.com");
  CHECK(event.get_string("awsRegion") == "us-east-1");
  CHECK(event.get_string("eventType") == "AwsApiCall");
  CHECK(event.find("userIdentity")->get_string("type") == "AWSAccount");
  CHECK_FALSE(event.contains("errorCode"));
  CHECK_FALSE(event.get_bool("readOnly"));
  const Json expected = json(R"({"username":"HIDDEN_DUE_TO_SECURITY_REASONS",
      "userAttributes":[{"name":"email","value":"HIDDEN_DUE_TO_SECURITY_REASONS"}],
      "messageAction":"SUPPRESS"})");
  Json parameters = *event.find("requestParameters");
  CHECK(parameters.get_string("userPoolId") == pool);
  parameters.erase("userPoolId");
  CHECK(parameters == expected);
  const Json& more = *event.find("additionalEventData");
  CHECK(more.get_string("userPoolId") == pool);
  CHECK(more.get_int("sequence") == 1);
  const Json& change = more.find("changes")->as_array().at(0);
  CHECK(change.get_string("Kind") == "User");
  CHECK(change.get_string("Sub") == more.get_string("sub"));
  CHECK(more.get_string("sub") == attribute("alice", "sub"));
}

// Operations of both services, as they are called.
std::vector<std::string> all_operations() {
  std::vector<std::string> names;
  for (const auto& known : ops::model::operations()) {
    if (ops::find_operation(known.service, known.name) == nullptr) continue;
    names.push_back(std::string(known.service) + ":" + std::string(known.name));
  }
#define POSTERN_NAME(operation) names.push_back("postern:" + std::string(ops::k##operation.name));
  POSTERN_OWN_OPERATIONS(POSTERN_NAME)
#undef POSTERN_NAME
  return names;
}

TEST_CASE_METHOD(AuditFixture, "in the log of all calls each operation leaves one event",
                 "[ops][audit]") {
  reopen(AuditMode::all);
  std::map<std::string, std::string> expected;  // Operation -> error code.
  for (const std::string& name : all_operations()) {
    const auto answer = call(name, Json::object());
    expected[name] = answer.ok() ? "" : answer.error().code;
  }
  std::map<std::string, std::string> found;
  const auto log = events(R"({"Limit":1000})");
  for (const Json& event : log) {
    const std::string source(event.get_string("eventSource"));
    found[source.substr(0, source.find('.')) + ":" + std::string(event.get_string("eventName"))] =
        error_of(event);
  }
  CHECK(log.size() == expected.size());
  CHECK(found == expected);
}

TEST_CASE_METHOD(AuditFixture, "calls that only read leave nothing in the log of changes",
                 "[ops][audit]") {
  new_confirmed("alice");
  const Json tokens = sign_in("alice");
  const auto before = snapshot();
  run("GetUser", object("AccessToken", tokens.get_string("AccessToken")));
  run("ListUsers", object("UserPoolId", pool));
  run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
  CHECK(refusal("AdminGetUser", for_user("nobody")).starts_with("UserNotFound"));
  CHECK(refusal("AdminCreateUser", for_user("alice")).starts_with("UsernameExists"));
  CHECK(snapshot() == before);
  SECTION("and one event each in that of all calls") {
    reopen(AuditMode::all);
    run("GetUser", object("AccessToken", access_token("alice")));
    CHECK(refusal("AdminCreateUser", for_user("alice")).starts_with("UsernameExists"));
    CHECK(only_event_of("GetUser").get_bool("readOnly"));
    CHECK(error_of(only_event_of("AdminCreateUser")) == "UsernameExistsException");
  }
}

TEST_CASE_METHOD(AuditFixture,
                 "a sign-in that fails and one that succeeds say so, and whose it was",
                 "[ops][audit]") {
  new_confirmed("alice");
  CHECK(sign_in_refusal("alice", kWrongPassword) == kNotAuthorized);
  const Json tokens = sign_in("alice");
  const auto found = events_of("InitiateAuth");
  REQUIRE(found.size() == 2);
  CHECK(error_of(found[0]) == "NotAuthorizedException");
  CHECK(error_of(found[1]).empty());
  const std::string sub = attribute("alice", "sub");
  for (const Json& event : found) {
    CHECK(event.find("additionalEventData")->get_string("sub") == sub);
    CHECK(event.find("userIdentity")->contains("type"));
    CHECK(event.dump().find("alice") == std::string::npos);
  }
}

TEST_CASE_METHOD(AuditFixture, "who called is told: host, access key, user, nobody known",
                 "[ops][audit]") {
  new_confirmed("alice");
  run("UpdateUserAttributes", object("AccessToken", access_token("alice"))
                                  .set("UserAttributes", attributes("name", "Alice")));
  const ops::Caller key{.kind = ops::Caller::Kind::iam,
                        .access_key_id = "AKIAEXAMPLE",
                        .remote_address = "192.0.2.7",
                        .user_agent = std::string(1000, 'u')};
  REQUIRE(engine->call(key, "AdminDisableUser", for_user("alice").dump()).ok());
  const Json by_key = only_event_of("AdminDisableUser");
  CHECK(by_key.find("userIdentity")->get_string("accessKeyId") == "AKIAEXAMPLE");
  CHECK(by_key.get_string("sourceIPAddress") == "192.0.2.7");
  CHECK(by_key.get_string("userAgent").size() == 256);
  const Json by_user = only_event_of("UpdateUserAttributes");
  CHECK(by_user.find("userIdentity")->get_string("type") == "Unknown");
  CHECK(by_user.find("additionalEventData")->get_string("sub") == attribute("alice", "sub"));
  CHECK(by_user.find("additionalEventData")->get_string("clientId") == client);
}

TEST_CASE_METHOD(AuditFixture, "a call whose event was linked while it ran goes on in another",
                 "[ops][audit]") {
  REQUIRE(engine
              ->set_trigger("PostConfirmation", 0, pool,
                            [this](std::string_view event) -> Result<std::string> {
                              events();  // Links what the call has written so far.
                              if (event.find("carol") != std::string_view::npos) {
                                return reject("Failed", "no");
                              }
                              return std::string(event);
                            })
              .ok());
  for (const char* name : {"bob", "carol"}) {
    run("SignUp", sign_up_request(name, std::string(name) + "@example.com"));
    static_cast<void>(call("ConfirmSignUp", object("ClientId", client, "Username", name,
                                                   "ConfirmationCode", inbox.code()))
                          .ok());
  }
  const auto found = events_of("ConfirmSignUp");
  REQUIRE(found.size() == 3);
  CHECK(error_of(found[0]).empty());
  CHECK(error_of(found[1]).empty());
  CHECK(error_of(found[2]) == "UserLambdaValidationException");
  CHECK(found[1].get_string("requestID") == found[2].get_string("requestID"));
  CHECK(found[1].get_string("eventID") != found[2].get_string("eventID"));
  CHECK(all_faults().empty());
}

// Fails the next commits that write, in turn.
class FlakyStorage final : public storage::Storage {
 public:
  explicit FlakyStorage(storage::Storage& below) : below_(below) {}
  void fail_next(std::vector<Errc> failures) { failures_ = std::move(failures); }

  Result<std::unique_ptr<storage::Txn>> begin(storage::Mode mode) override {
    POSTERN_TRY(auto txn, below_.begin(mode));
    if (mode == storage::Mode::read) return txn;
    return std::unique_ptr<storage::Txn>(std::make_unique<FlakyTxn>(*this, std::move(txn)));
  }

 private:
  class FlakyTxn final : public storage::Txn {
   public:
    FlakyTxn(FlakyStorage& owner, std::unique_ptr<storage::Txn> below)
        : owner_(owner), below_(std::move(below)) {}
    Result<std::optional<std::string>> get(std::string_view key) override {
      return below_->get(key);
    }
    Result<std::vector<storage::Row>> scan(std::string_view begin, std::string_view end,
                                           std::size_t limit, bool reverse) override {
      return below_->scan(begin, end, limit, reverse);
    }
    Status put(std::string_view key, std::string_view value) override {
      return below_->put(key, value);
    }
    Status erase(std::string_view key) override { return below_->erase(key); }
    Status commit() override {
      if (owner_.failures_.empty()) return below_->commit();
      const Errc errc = owner_.failures_.front();
      owner_.failures_.erase(owner_.failures_.begin());
      return Error{errc, "InternalErrorException", "no"};
    }

   private:
    FlakyStorage& owner_;
    std::unique_ptr<storage::Txn> below_;
  };

  storage::Storage& below_;
  std::vector<Errc> failures_;
};

TEST_CASE_METHOD(AuditFixture,
                 "a transaction that failed leaves no event, one that was repeated one",
                 "[ops][audit]") {
  FlakyStorage flaky(memory);
  engine = open(flaky);
  new_user(pool, "first");
  flaky.fail_next({Errc::storage});
  CHECK_FALSE(call("AdminCreateUser", for_user("alice", "MessageAction", "SUPPRESS")).ok());
  CHECK(events_of("AdminCreateUser").size() == 1);
  flaky.fail_next({Errc::conflict, Errc::conflict});
  run("AdminCreateUser", for_user("alice", "MessageAction", "SUPPRESS"));
  CHECK(events_of("AdminCreateUser").size() == 2);
  CHECK(all_faults().empty());
  engine.reset();
}

TEST_CASE_METHOD(AuditFixture, "in the log of all calls nothing is told without an event",
                 "[ops][audit]") {
  FlakyStorage flaky(memory);
  audit = AuditMode::all;
  engine = open(flaky);
  new_user(pool, "alice");
  flaky.fail_next({Errc::storage});
  const auto answer = call("AdminGetUser", for_user("alice"));
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().errc == Errc::storage);
  run("AdminGetUser", for_user("alice"));
  engine.reset();
}

TEST_CASE_METHOD(AuditFixture, "the log is read by chain, by time and by page", "[ops][audit]") {
  new_users(150, "user");
  REQUIRE(engine->advance_clock(60 * kMicrosPerSecond).ok());
  new_users(10, "later");
  CHECK(events().size() == 160);
  CHECK(events(R"({"Limit":7})").size() == 160);
  CHECK(events(R"({"StartTime":1700000060})").size() == 10);
  CHECK(events(R"({"EndTime":1700000060,"Limit":33})").size() == 150);
  CHECK(events(Json::object().set("Chain", chain()).dump()).size() == 160);
  CHECK(events(R"({"Chain":"other"})").empty());
  for (const char* limit : {R"({"Limit":0})", R"({"Limit":1001})"}) {
    CHECK(refusal("postern:ListAuditEvents", json(limit)).starts_with("InvalidParameterException"));
  }
}

TEST_CASE_METHOD(AuditFixture, "nobody but the host reads the log", "[ops][audit]") {
  for (const auto kind : {ops::Caller::Kind::anonymous, ops::Caller::Kind::iam}) {
    for (const char* operation : {"ListAuditEvents", "ListAuditChains", "VerifyAuditChain",
                                  "ReadChanges", "DropAuditEvents"}) {
      CHECK_FALSE(call("postern:" + std::string(operation), Json::object(), kind).ok());
    }
  }
}

TEST_CASE_METHOD(AuditFixture, "without the option no event is left", "[ops][audit]") {
  reopen(AuditMode::off);
  new_user(pool, "alice");
  CHECK(events().empty());
  CHECK(chains().empty());
}

}  // namespace
}  // namespace postern::test
