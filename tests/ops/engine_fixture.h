// An engine in memory with a clock the test moves, called as its host calls it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "codec/json.h"
#include "engine/engine.h"
#include "support/store_fixture.h"

namespace postern::test {

struct EngineFixture {
  std::unique_ptr<Engine> engine = open();

  static std::unique_ptr<Engine> open() {
    EngineOptions options;
    options.clock = std::make_unique<ManualClock>();
    options.random = std::make_unique<SeededRandom>();
    options.movable_clock = true;
    options.root_key = Secret(std::string(32, 'k'));
    auto engine = Engine::open(std::move(options));
    INFO((engine.ok() ? std::string() : engine.error().message));
    REQUIRE(engine.ok());
    return std::move(engine).value();
  }

  Result<std::string> call(std::string_view operation, const Json& request,
                           ops::Caller::Kind caller = ops::Caller::Kind::host) {
    return engine->call({.kind = caller}, operation, request.dump());
  }

  // The response of a call that must succeed.
  Json run(std::string_view operation, const Json& request) {
    const auto response = call(operation, request);
    INFO(operation << " " << request.dump());
    INFO((response.ok() ? std::string() : response.error().code + ": " + response.error().message));
    REQUIRE(response.ok());
    if (response->empty()) return Json::object();
    auto parsed = Json::parse(*response);
    REQUIRE(parsed.ok());
    return std::move(parsed).value();
  }

  // "<code>: <message>" of a call that must be refused.
  std::string refusal(std::string_view operation, const Json& request) {
    const auto response = call(operation, request);
    INFO(operation << " " << request.dump());
    REQUIRE_FALSE(response.ok());
    return response.error().code + ": " + response.error().message;
  }

  // Ids of a new pool and of a new client.
  std::string new_pool(std::string_view name = "pool") {
    const Json made = run("CreateUserPool", Json::object().set("PoolName", name));
    return std::string(made.find("UserPool")->get_string("Id"));
  }
  std::string new_client(std::string_view pool_id, std::string_view name = "client") {
    const Json made = run("CreateUserPoolClient",
                          Json::object().set("UserPoolId", pool_id).set("ClientName", name));
    return std::string(made.find("UserPoolClient")->get_string("ClientId"));
  }
  void new_user(std::string_view pool_id, std::string_view username) {
    run("AdminCreateUser", Json::object()
                               .set("UserPoolId", pool_id)
                               .set("Username", username)
                               .set("MessageAction", "SUPPRESS"));
  }
};

// JSON written in a test.
inline Json json(std::string_view text) {
  auto parsed = Json::parse(text);
  INFO(text);
  REQUIRE(parsed.ok());
  return std::move(parsed).value();
}

// A request for a pool, with more members.
inline Json for_pool(std::string_view pool_id, std::string_view members = "{}") {
  Json request = json(members);
  request.set("UserPoolId", pool_id);
  return request;
}

}  // namespace postern::test
