// An engine in memory with a clock the test moves, called as its host calls it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "engine/engine.h"
#include "support/store_fixture.h"

namespace postern::test {

// A storage that the engine does not own, so that a test can look at it, or open it again.
class BorrowedStorage final : public storage::Storage {
 public:
  explicit BorrowedStorage(storage::Storage& below) : below_(below) {}
  Result<std::unique_ptr<storage::Txn>> begin(storage::Mode mode) override {
    return below_.begin(mode);
  }
  [[nodiscard]] bool is_shared() const override { return below_.is_shared(); }

 private:
  storage::Storage& below_;
};

// What the engine handed over for delivery. Safe for concurrent use.
class Inbox {
 public:
  void add(std::string_view message) {
    const std::lock_guard lock(mutex_);
    messages_.push_back(Json::parse(message).value());
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return messages_.size();
  }
  // The newest one, or null.
  [[nodiscard]] Json newest() const {
    const std::lock_guard lock(mutex_);
    return messages_.empty() ? Json() : messages_.back();
  }
  // The code at the end of the newest one.
  [[nodiscard]] std::string code() const {
    const std::string body(newest().get_string("Body"));
    return body.size() < 6 ? std::string() : body.substr(body.size() - 6);
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Json> messages_;  // GUARDED_BY(mutex_)
};

struct EngineFixture {
  storage::MemoryStorage memory;
  Inbox inbox;
  ManualClock* clock = nullptr;  // The engine's own, below what advance_clock() adds.
  std::string root_key = std::string(32, 'k');
  std::uint64_t seed = 0;        // Every engine draws other numbers, also when it is reopened.
  domain::AuditMode audit = domain::AuditMode::off;  // Of engines opened from here on.
  std::uint32_t password_memory_kib = 8;  // The same; 0: what is usual.
  HostFunction fetch;                     // The same; outbound HTTP.
  std::unique_ptr<Engine> engine = open(memory);

  // An engine over `storage`. Hashing costs as little as it may: these tests are not about it.
  std::unique_ptr<Engine> open(storage::Storage& storage) {
    auto engine = try_open(storage);
    INFO((engine.ok() ? std::string() : engine.error().message));
    REQUIRE(engine.ok());
    return std::move(engine).value();
  }
  Result<std::unique_ptr<Engine>> try_open(storage::Storage& storage) {
    EngineOptions options;
    options.storage = std::make_unique<BorrowedStorage>(storage);
    auto manual = std::make_unique<ManualClock>();
    clock = manual.get();
    options.clock = std::move(manual);
    options.random = std::make_unique<SeededRandom>(++seed);
    options.movable_clock = true;
    options.audit = audit;
    options.root_key = Secret(root_key);
    options.password_memory_kib = password_memory_kib;
    options.fetch = fetch;
    options.password_passes = password_memory_kib == 0 ? 0 : 1;
    options.deliver = [this](std::string_view message) -> Result<std::string> {
      inbox.add(message);
      return std::string();
    };
    return Engine::open(std::move(options));
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
