// Random operations on engines over every backend, with one clock and one source of randomness
// each: answers, messages and what is kept are the same, byte for byte.
#include <catch2/catch.hpp>
#include <deque>

#include "ops/auth_fixture.h"
#include "postgres/postgres_server.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/sqlite/sqlite_storage.h"
#include "storm/options.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using storage::Row;

constexpr int kOperationsOfShortVersion = 600;
constexpr int kOperationsPerComparison = 200;

class Lent final : public storage::Storage {
 public:
  explicit Lent(storage::Storage& below) : below_(below) {}
  Result<std::unique_ptr<storage::Txn>> begin(storage::Mode mode) override {
    return below_.begin(mode);
  }
  [[nodiscard]] bool is_shared() const override { return below_.is_shared(); }
  Result<std::vector<storage::Damage>> inspect() override { return below_.inspect(); }

 private:
  storage::Storage& below_;
};

struct OneEngine {
  std::unique_ptr<storage::Storage> storage;
  Inbox inbox;
  std::unique_ptr<Engine> engine;

  explicit OneEngine(std::unique_ptr<storage::Storage> over) : storage(std::move(over)) {
    EngineOptions options;
    options.storage = std::make_unique<Lent>(*storage);
    options.clock = std::make_unique<ManualClock>();
    options.random = std::make_unique<SeededRandom>(storm_options().seed);
    options.movable_clock = true;
    options.root_key = Secret(std::string(32, 'k'));
    options.password_memory_kib = 8;
    options.password_passes = 1;
    options.deliver = [this](std::string_view message) -> Result<std::string> {
      inbox.add(message);
      return std::string();
    };
    auto opened = Engine::open(std::move(options));
    REQUIRE(opened.ok());
    engine = std::move(opened).value();
  }

  // Pairs of keys come from OpenSSL's own randomness, so all pools here share two of them.
  void share_keys(const std::string& pool) {
    StoreFixture rows;
    domain::Store store(*storage, rows.envelope, rows.clock, rows.random);
    REQUIRE(store
                .transact([&](domain::Txn& txn) {
                  return txn.put(domain::keys::keys(pool), to_record(shared_keys(0)));
                })
                .ok());
  }

  std::string call(std::string_view operation, const Json& request) {
    const auto answer = engine->call({.kind = ops::Caller::Kind::host}, operation, request.dump());
    return answer.ok() ? *answer : answer.error().code + ": " + answer.error().message;
  }

  std::vector<Row> rows() {
    const auto txn = storage->begin(storage::Mode::read).value();
    return txn->scan({}, {}, SIZE_MAX).value();
  }
};

// What clients may come to ask, of few users, right and wrong.
class Asking {
 public:
  Asking(std::string pool, std::string client, std::string rotating)
      : pool_(std::move(pool)), client_(std::move(client)), rotating_(std::move(rotating)) {}

  struct Question {
    std::string operation;
    Json request;
  };

  Question next(const Inbox& inbox) {
    const std::string name = "user" + std::to_string(below(8));
    const std::string group = "group" + std::to_string(below(3));
    const std::string password(below(5) == 0 ? kWrongPassword : kPassword);
    const std::string code = below(4) == 0 ? "000000" : inbox.code();
    const Json of_user = object("UserPoolId", pool_, "Username", name);
    const Json of_client = object("ClientId", client_, "Username", name);
    const auto with = [](Json json, std::string_view member, Json value) {
      json.set(member, std::move(value));
      return json;
    };
    const Json mail = attributes("email", "user" + std::to_string(below(10)) + "@example.com",
                                 "name", "Name " + std::to_string(below(4)));
    const Question questions[] = {
        {"SignUp", with(with(of_client, "Password", password), "UserAttributes", mail)},
        {"ConfirmSignUp", with(of_client, "ConfirmationCode", code)},
        {"ResendConfirmationCode", of_client},
        {"InitiateAuth", sign_in_request(client_, name, password)},
        {"InitiateAuth", sign_in_request(rotating_, name, password)},
        {"InitiateAuth", sign_in_request(client_, name, password)},
        {"GetTokensFromRefreshToken",
         object("ClientId", below(2) == 0 ? client_ : rotating_, "RefreshToken", some(refresh_))},
        {"GetUser", object("AccessToken", some(access_))},
        {"UpdateUserAttributes",
         with(object("AccessToken", some(access_)), "UserAttributes", mail)},
        {"VerifyUserAttribute",
         object("AccessToken", some(access_), "AttributeName", "email", "Code", code)},
        {"ChangePassword", object("AccessToken", some(access_), "PreviousPassword", password,
                                  "ProposedPassword", kPassword)},
        {"ForgotPassword", of_client},
        {"ConfirmForgotPassword",
         with(with(of_client, "ConfirmationCode", code), "Password", std::string(kPassword))},
        {"RespondToAuthChallenge",
         object("ClientId", client_, "ChallengeName", "NEW_PASSWORD_REQUIRED", "Session",
                some(sessions_))
             .set("ChallengeResponses", object("USERNAME", name, "NEW_PASSWORD", kPassword))},
        {"GlobalSignOut", object("AccessToken", some(access_))},
        {"RevokeToken", object("ClientId", client_, "Token", some(refresh_))},
        {"AdminCreateUser", with(of_user, "UserAttributes", mail)},
        {"AdminGetUser", of_user},
        {"AdminConfirmSignUp", of_user},
        {"AdminSetUserPassword",
         with(with(of_user, "Password", password), "Permanent", below(2) == 0)},
        {"AdminUpdateUserAttributes", with(of_user, "UserAttributes", mail)},
        {"AdminDeleteUserAttributes",
         with(of_user, "UserAttributeNames", Json::array().push_back("name"))},
        {below(3) == 0 ? "AdminDisableUser" : "AdminEnableUser", of_user},
        {below(4) == 0 ? "AdminDeleteUser" : "AdminUserGlobalSignOut", of_user},
        {"AdminResetUserPassword", of_user},
        {"CreateGroup", object("UserPoolId", pool_, "GroupName", group)},
        {below(4) == 0 ? "DeleteGroup" : "GetGroup",
         object("UserPoolId", pool_, "GroupName", group)},
        {below(3) == 0 ? "AdminRemoveUserFromGroup" : "AdminAddUserToGroup",
         with(of_user, "GroupName", group)},
        {"AdminListGroupsForUser", of_user},
        {"ListUsersInGroup", object("UserPoolId", pool_, "GroupName", group)},
        {"ListGroups", object("UserPoolId", pool_)},
        {"ListUsers", with(object("UserPoolId", pool_), "Limit", 1 + below(4))},
        {"ListUsers", object("UserPoolId", pool_, "Filter",
                             below(2) == 0 ? "email ^= \"user1\"" : "name = \"Name 2\"")},
        {"DescribeUserPool", object("UserPoolId", pool_)},
        {"postern:RunMaintenance", Json::object()},
        {"postern:CheckStore", Json::object()},
    };
    return questions[below(static_cast<std::int64_t>(std::size(questions)))];
  }

  // What an answer holds that may be asked with again.
  void learn(const std::string& answer) {
    const auto parsed = Json::parse(answer);
    if (!parsed.ok()) return;
    if (!parsed->get_string("Session").empty()) {
      remember(sessions_, parsed->get_string("Session"));
    }
    const Json* tokens = parsed->find("AuthenticationResult");
    if (tokens == nullptr) return;
    remember(access_, tokens->get_string("AccessToken"));
    if (tokens->contains("RefreshToken")) remember(refresh_, tokens->get_string("RefreshToken"));
  }

  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }

 private:
  static Json sign_in_request(const std::string& client, const std::string& name,
                              const std::string& password) {
    return object("ClientId", client, "AuthFlow", "USER_PASSWORD_AUTH")
        .set("AuthParameters", object("USERNAME", name, "PASSWORD", password));
  }
  static void remember(std::deque<std::string>& list, std::string_view text) {
    list.emplace_back(text);
    if (list.size() > 6) list.pop_front();
  }
  std::string some(const std::deque<std::string>& list) {
    if (list.empty()) return "none";
    return list[static_cast<std::size_t>(below(static_cast<std::int64_t>(list.size())))];
  }

  std::mt19937_64 random_{storm_options().seed};
  std::string pool_;
  std::string client_;
  std::string rotating_;
  std::deque<std::string> access_;
  std::deque<std::string> refresh_;
  std::deque<std::string> sessions_;
};

struct Engines {
  TemporaryDirectory directory;
  std::vector<std::unique_ptr<OneEngine>> all;

  Engines() {
    const auto add = [this](std::unique_ptr<storage::Storage> storage) {
      all.push_back(std::make_unique<OneEngine>(std::move(storage)));
    };
    add(std::make_unique<storage::MemoryStorage>());
    add(storage::SqliteStorage::open(directory.file("data.db")).value());
    if (PostgresServer* const server = PostgresServer::shared(); server != nullptr) {
      add(storage::PostgresStorage::open(server->fresh_url()).value());
    }
  }

  // The answer that all of them give.
  std::string ask(std::string_view operation, const Json& request) {
    const std::string first = all.front()->call(operation, request);
    for (std::size_t i = 1; i < all.size(); ++i) {
      const std::string other = all[i]->call(operation, request);
      INFO(operation << " " << request.dump());
      REQUIRE(other == first);
      REQUIRE(all[i]->inbox.size() == all.front()->inbox.size());
      REQUIRE(all[i]->inbox.newest().dump() == all.front()->inbox.newest().dump());
    }
    return first;
  }

  std::string made(std::string_view operation, const Json& request, std::string_view member,
                   std::string_view id) {
    return std::string(json(ask(operation, request)).find(member)->get_string(id));
  }

  void advance(std::int64_t seconds) {
    for (auto& one : all) REQUIRE(one->engine->advance_clock(seconds * kMicrosPerSecond).ok());
  }

  void compare_rows() {
    const std::vector<Row> first = all.front()->rows();
    for (std::size_t i = 1; i < all.size(); ++i) REQUIRE((all[i]->rows() == first));
  }
};

}  // namespace

TEST_CASE("D25: engines over all backends answer alike and keep the same", "[equal-engines]") {
  Engines engines;
  const std::string pool = engines.made(
      "CreateUserPool",
      json(R"({"PoolName":"p","AutoVerifiedAttributes":["email"],"AliasAttributes":["email"]})"),
      "UserPool", "Id");
  for (auto& one : engines.all) one->share_keys(pool);
  const auto make_client = [&](std::string_view members) {
    return engines.made("CreateUserPoolClient", for_pool(pool, members).set("ClientName", "client"),
                        "UserPoolClient", "ClientId");
  };
  const std::string client = make_client(
      R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]})");
  const std::string rotating = make_client(
      R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],
          "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":0}})");
  Asking asking(pool, client, rotating);
  const int operations = storm_options().count_or(kOperationsOfShortVersion);
  int succeeded = 0;
  for (int done = 1; done <= operations; ++done) {
    INFO("operation " << done);
    const Asking::Question question = asking.next(engines.all.front()->inbox);
    const std::string answer = engines.ask(question.operation, question.request);
    succeeded += answer.starts_with('{') ? 1 : 0;
    asking.learn(answer);
    if (asking.below(20) == 0) engines.advance(asking.below(40) == 0 ? 90'000 : asking.below(700));
    if (done % kOperationsPerComparison == 0) engines.compare_rows();
  }
  engines.compare_rows();
  CHECK(succeeded > operations / 4);
  report("equal-engines: %d operations, %d of them successful, answered alike by %zu backends",
         operations, succeeded, engines.all.size());
}

}  // namespace postern::test
