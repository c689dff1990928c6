// Two engines on one database are one to their users: what one does, the other knows at once.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "ops/auth_fixture.h"
#include "ops/sealed_rows.h"
#include "postgres/postgres_server.h"
#include "storage/postgres/postgres_storage.h"

namespace postern::test {
namespace {

EngineOptions options_for(const std::string& url, Inbox& inbox) {
  EngineOptions options;
  options.storage_url = url;
  options.root_key = Secret(std::string(32, 'k'));
  options.password_memory_kib = 8;
  options.password_passes = 1;
  options.deliver = [&inbox](std::string_view message) -> Result<std::string> {
    inbox.add(message);
    return std::string();
  };
  return options;
}

std::unique_ptr<Engine> open_engine(const std::string& url, Inbox& inbox) {
  auto engine = Engine::open(options_for(url, inbox));
  INFO((engine.ok() ? std::string() : engine.error().message));
  REQUIRE(engine.ok());
  return std::move(engine).value();
}

// "ok", or "<code>: <message>".
std::string outcome(Engine& engine, std::string_view operation, const Json& request) {
  const auto response = engine.call({.kind = ops::Caller::Kind::host}, operation, request.dump());
  return response.ok() ? "ok" : response.error().code + ": " + response.error().message;
}

Json run(Engine& engine, std::string_view operation, const Json& request) {
  const auto response = engine.call({.kind = ops::Caller::Kind::host}, operation, request.dump());
  INFO(operation << " " << (response.ok() ? std::string() : response.error().message));
  REQUIRE(response.ok());
  return json(*response);
}

// A pool with a client and a confirmed user, made at the first engine.
struct TwoEngines {
  PostgresServer& server;
  Inbox inbox;
  std::unique_ptr<Engine> first = open_engine(server.fresh_url(), inbox);
  std::unique_ptr<Engine> second = open_engine(server.url("&postern_connections=8"), inbox);
  std::string pool;
  std::string client;

  explicit TwoEngines(PostgresServer& on) : server(on) {
    const Json made = run(*first, "CreateUserPool",
                          json(R"({"PoolName":"pool","AutoVerifiedAttributes":["email"]})"));
    pool = made.find("UserPool")->get_string("Id");
    client = new_client("{}");
    sign_up("alice");
    confirm("alice");
  }

  std::string new_client(std::string_view members) {
    Json request = for_pool(pool, members);
    request.set("ClientName", "client")
        .set("ExplicitAuthFlows",
             json(R"(["ALLOW_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"])"));
    if (request.contains("RefreshTokenRotation")) {
      request.set("ExplicitAuthFlows", json(R"(["ALLOW_USER_PASSWORD_AUTH"])"));
    }
    const Json made = run(*first, "CreateUserPoolClient", request);
    return std::string(made.find("UserPoolClient")->get_string("ClientId"));
  }
  Json sign_up_request(const std::string& name) const {
    return object("ClientId", client, "Username", name, "Password", kPassword)
        .set("UserAttributes", attributes("email", name + "@example.com"));
  }
  void sign_up(const std::string& name) { run(*first, "SignUp", sign_up_request(name)); }
  Json confirm_request(std::string_view name) const {
    return object("ClientId", client, "Username", name, "ConfirmationCode", inbox.code());
  }
  void confirm(std::string_view name) { run(*second, "ConfirmSignUp", confirm_request(name)); }

  Json sign_in_request(std::string_view password, std::string_view of_client = {}) const {
    return Json::object()
        .set("ClientId", of_client.empty() ? std::string_view(client) : of_client)
        .set("AuthFlow", "USER_PASSWORD_AUTH")
        .set("AuthParameters", object("USERNAME", "alice", "PASSWORD", password));
  }
  Json sign_in(Engine& engine, std::string_view of_client = {}) const {
    const Json response = run(engine, "InitiateAuth", sign_in_request(kPassword, of_client));
    return *response.find("AuthenticationResult");
  }
  Json refresh_request(const Json& tokens) const {
    return Json::object()
        .set("ClientId", client)
        .set("AuthFlow", "REFRESH_TOKEN_AUTH")
        .set("AuthParameters", object("REFRESH_TOKEN", tokens.get_string("RefreshToken")));
  }

  // How many of eight calls, half at each engine and all at once, succeed.
  int winners(std::string_view operation, const Json& request) {
    std::atomic<int> ready{0};
    std::atomic<int> won{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        ++ready;
        while (ready < 8) std::this_thread::yield();
        if (outcome(i % 2 ? *first : *second, operation, request) == "ok") ++won;
      });
    }
    for (auto& thread : threads) thread.join();
    return won;
  }
};

// Where PostgreSQL is not installed, each test says so and ends.
#define REQUIRE_POSTGRES(name)                            \
  PostgresServer* const found = PostgresServer::shared(); \
  if (found == nullptr) return;                           \
  TwoEngines name(*found)

constexpr std::string_view kRevoked = "NotAuthorizedException: Access Token has been revoked";

}  // namespace

TEST_CASE("a user of one engine signs in at the other") {
  REQUIRE_POSTGRES(two);
  for (Engine* engine : {two.first.get(), two.second.get()}) {
    const Json tokens = two.sign_in(*engine);
    for (Engine* other : {two.first.get(), two.second.get()}) {
      CHECK(other->verify(tokens.get_string("AccessToken"), {}).ok());
      CHECK(other->verify(tokens.get_string("IdToken"), {.token_use = "id"}).ok());
      run(*other, "InitiateAuth", two.refresh_request(tokens));
    }
  }
}

TEST_CASE("J35: a sign-out at one engine counts at the other at once") {
  REQUIRE_POSTGRES(two);
  for (const bool warm : {true, false}) {
    const Json tokens = two.sign_in(*two.second);
    const Json access = object("AccessToken", tokens.get_string("AccessToken"));
    if (warm) {
      REQUIRE(two.second->verify(tokens.get_string("AccessToken"), {}).ok());
      CHECK(outcome(*two.second, "GetUser", access) == "ok");
    }
    run(*two.first, "GlobalSignOut", access);
    CHECK_FALSE(two.second->verify(tokens.get_string("AccessToken"), {}).ok());
    CHECK_FALSE(two.second->verify(tokens.get_string("IdToken"), {}).ok());
    CHECK(outcome(*two.second, "GetUser", access) == kRevoked);
    CHECK(outcome(*two.second, "InitiateAuth", two.refresh_request(tokens)) ==
          "NotAuthorizedException: Refresh Token has been revoked");
  }
}

TEST_CASE("J35: users, clients and pools taken away at one engine are gone at the other") {
  REQUIRE_POSTGRES(two);
  const auto token = [&] {
    std::string text(two.sign_in(*two.second).get_string("AccessToken"));
    REQUIRE(two.second->verify(text, {}).ok());
    return text;
  };
  const Json alice = object("UserPoolId", two.pool, "Username", "alice");
  const std::string before_disabling = token();
  run(*two.first, "AdminDisableUser", alice);
  CHECK_FALSE(two.second->verify(before_disabling, {}).ok());
  run(*two.first, "AdminEnableUser", alice);

  const std::string other = two.new_client("{}");
  const std::string of_client(two.sign_in(*two.second, other).get_string("AccessToken"));
  REQUIRE(two.second->verify(of_client, {}).ok());
  run(*two.first, "DeleteUserPoolClient", object("UserPoolId", two.pool, "ClientId", other));
  CHECK_FALSE(two.second->verify(of_client, {}).ok());

  const std::string last = token();
  const std::string path = "/" + two.pool + "/.well-known/jwks.json";
  const http::Request jwks{.method = "GET", .target = path};
  CHECK(two.second->handle_http(jwks).status == 200);
  run(*two.first, "DeleteUserPool", object("UserPoolId", two.pool));
  CHECK_FALSE(two.second->verify(last, {}).ok());
  CHECK(two.second->handle_http(jwks).status != 200);
}

TEST_CASE("settings changed at one engine hold at the other at once") {
  REQUIRE_POSTGRES(two);
  two.sign_in(*two.second);
  run(*two.first, "UpdateUserPoolClient",
      object("UserPoolId", two.pool, "ClientId", two.client)
          .set("ExplicitAuthFlows", json(R"(["ALLOW_USER_SRP_AUTH"])")));
  CHECK(outcome(*two.second, "InitiateAuth", two.sign_in_request(kPassword)) ==
        "InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client");
}

TEST_CASE("wrong passwords at two engines count into one lockout") {
  REQUIRE_POSTGRES(two);
  for (int i = 0; i < 5; ++i) {
    CHECK(outcome(i % 2 ? *two.first : *two.second, "InitiateAuth",
                  two.sign_in_request(kWrongPassword)) == kNotAuthorized);
  }
  for (Engine* engine : {two.first.get(), two.second.get()}) {
    CHECK(outcome(*engine, "InitiateAuth", two.sign_in_request(kPassword)) == kLockedOut);
  }
}

TEST_CASE("D12: codes and rotated refresh tokens are good once, whichever engine is asked") {
  REQUIRE_POSTGRES(two);
  const std::string rotating = two.new_client(
      R"({"RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":0}})");
  for (int round = 0; round < 4; ++round) {
    const std::string name = "user" + std::to_string(round);
    two.sign_up(name);
    CHECK(two.winners("ConfirmSignUp", two.confirm_request(name)) == 1);
    const Json tokens = two.sign_in(*two.first, rotating);
    CHECK(two.winners("GetTokensFromRefreshToken", object("ClientId", rotating, "RefreshToken",
                                                          tokens.get_string("RefreshToken"))) == 1);
  }
  CHECK(two.winners("SignUp", two.sign_up_request("once")) == 1);
}

TEST_CASE("D11: no acknowledged sign-up is lost and none happens twice while sessions end") {
  REQUIRE_POSTGRES(two);
  constexpr int kThreads = 4, kEach = 15;
  std::vector<std::vector<std::string>> acknowledged(kThreads);
  std::atomic<int> running = kThreads;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < kEach; ++n) {
        const std::string name = "user-" + std::to_string(i) + "-" + std::to_string(n);
        if (outcome(i % 2 ? *two.first : *two.second, "SignUp", two.sign_up_request(name)) ==
            "ok") {
          acknowledged[static_cast<std::size_t>(i)].push_back(name);
        }
      }
      --running;
    });
  }
  int ended = 0;
  while (running > 0) {
    ended += two.server.end_sessions();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  for (auto& thread : threads) thread.join();
  CHECK(ended > 0);
  int lost = 0;
  for (const auto& names : acknowledged) {
    CHECK_FALSE(names.empty());
    for (const std::string& name : names) {
      lost += outcome(*two.first, "AdminGetUser",
                      object("UserPoolId", two.pool, "Username", name)) != "ok";
    }
  }
  CHECK(lost == 0);
}

TEST_CASE("engines outlive a crash of their server") {
  REQUIRE_POSTGRES(two);
  const Json tokens = two.sign_in(*two.first);
  two.server.kill();
  CHECK_FALSE(two.second->verify(tokens.get_string("AccessToken"), {}).ok());
  CHECK(outcome(*two.first, "InitiateAuth", two.sign_in_request(kPassword)) != "ok");
  two.server.start();
  CHECK(two.second->verify(tokens.get_string("AccessToken"), {}).ok());
  two.sign_in(*two.first);
}

TEST_CASE("one connection is enough for everything that one thread does") {
  REQUIRE_POSTGRES(two);
  two.first = open_engine(two.server.url("&postern_connections=1"), two.inbox);
  two.second = open_engine(two.server.url("&postern_connections=1"), two.inbox);
  two.sign_up("bob");
  two.confirm("bob");
  const Json tokens = two.sign_in(*two.first);
  const Json access = object("AccessToken", tokens.get_string("AccessToken"));
  run(*two.first, "InitiateAuth", two.refresh_request(tokens));
  run(*two.first, "GetUser", access);
  run(*two.first, "ListUsers", object("UserPoolId", two.pool));
  run(*two.first, "CreateGroup", object("UserPoolId", two.pool, "GroupName", "staff"));
  run(*two.first, "GlobalSignOut", access);
  run(*two.first, "AdminDeleteUser", object("UserPoolId", two.pool, "Username", "bob"));
  run(*two.first, "DeleteUserPool", object("UserPoolId", two.pool));
  run(*two.first, "postern:RunMaintenance", Json::object());
}

TEST_CASE("K09: the root key of a database changes under two engines that go on writing") {
  REQUIRE_POSTGRES(two);
  const auto user = [&](int i) {
    return object("UserPoolId", two.pool, "Username", "user" + std::to_string(i), "MessageAction",
                  "SUPPRESS");
  };
  for (int i = 0; i < 150; ++i) run(*two.first, "AdminCreateUser", user(i));
  const Json tokens = two.sign_in(*two.second);
  const std::string next(32, 'n');
  Json key = object("NewRootKey", codec::base64_encode(next));
  Json prepare = key;
  run(*two.second, "postern:RotateRootKey", prepare.set("Prepare", true));
  std::atomic<bool> done{false};
  std::vector<std::string> refusals;
  std::thread writer([&] {
    for (int i = 1000; !done || i < 1040; ++i) {
      for (const std::string& answer : {outcome(*two.second, "AdminCreateUser", user(i)),
                                        outcome(*two.second, "AdminDeleteUser", user(i - 1))}) {
        if (answer != "ok" && i > 1000) refusals.push_back(answer);
      }
    }
  });
  bool complete = run(*two.first, "postern:RotateRootKey", key).get_bool("Complete");
  while (!complete) {
    complete = run(*two.first, "postern:RotateRootKey", Json::object()).get_bool("Complete");
  }
  done = true;
  writer.join();
  CHECK(refusals == std::vector<std::string>());
  run(*two.second, "InitiateAuth", two.refresh_request(tokens));
  auto rows = storage::PostgresStorage::open(two.server.url());
  REQUIRE(rows.ok());
  CHECK(opened_by(**rows, std::string(32, 'k')) == 0);
  CHECK(opened_by(**rows, next) == sealed_rows(**rows));
  CHECK(Engine::open(options_for(two.server.url(), two.inbox)).error().errc == Errc::corrupt);
}

TEST_CASE("K09: an engine that was not told of another root key says so until it is") {
  REQUIRE_POSTGRES(two);
  const Json key = object("NewRootKey", codec::base64_encode(std::string(32, 'n')));
  run(*two.first, "postern:RotateRootKey", key);
  const Json alice = object("UserPoolId", two.pool, "Username", "alice");
  CHECK_THAT(outcome(*two.second, "AdminDisableUser", alice),
             Catch::Contains("Another engine gave this store a new root key"));
  CHECK_THAT(outcome(*two.second, "AdminGetUser", alice),
             Catch::Contains("Another engine gave this store a new root key"));
  run(*two.second, "postern:RotateRootKey", key);
  run(*two.second, "AdminDisableUser", alice);
  run(*two.first, "AdminEnableUser", alice);
  two.sign_in(*two.second);
}

TEST_CASE("K09: engines on one database need the same root key, and are told so") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  Inbox inbox;
  open_engine(server->fresh_url(), inbox);
  EngineOptions none = options_for(server->url(), inbox);
  none.root_key = Secret();
  CHECK(Engine::open(std::move(none)).error().errc == Errc::invalid_argument);
  EngineOptions other = options_for(server->url(), inbox);
  other.root_key = Secret(std::string(32, 'x'));
  CHECK(Engine::open(std::move(other)).error().errc == Errc::corrupt);
  open_engine(server->url(), inbox);
  for (const char* bad : {"&postern_connections=0", "&postern_connections=1001",
                          "&postern_connections=ten", "&postern_connections="}) {
    CHECK(Engine::open(options_for(server->url(bad), inbox)).error().errc ==
          Errc::invalid_argument);
  }
}

}  // namespace postern::test
