// postern.hpp against the shared library: values, exceptions, functions.
#include <postern/deadline.hpp>
#include <postern/postern.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

// The first string member `name` of a JSON text; values here have no escapes.
std::string member(const std::string& json, const std::string& name) {
  const auto key = json.find('"' + name + '"');
  if (key == std::string::npos) return {};
  const auto from = json.find('"', key + name.size() + 2) + 1;
  return json.substr(from, json.find('"', from) - from);
}

std::string create_client(postern::Engine& engine) {
  const auto pool = member(engine.call("CreateUserPool", R"({"PoolName":"wrapper"})"), "Id");
  return member(engine.call("CreateUserPoolClient",
                            R"({"UserPoolId":")" + pool + R"(","ClientName":"wrapper"})"),
                "ClientId");
}

std::string sign_up_request(const std::string& client, const std::string& username) {
  return R"({"ClientId":")" + client + R"(","Username":")" + username +
         R"(","Password":"Correct-Horse-9"})";
}

postern_status status_of(const std::function<void()>& action, std::string* code = nullptr) {
  try {
    action();
  } catch (const postern::Error& error) {
    if (code != nullptr) *code = error.code();
    return error.status();
  }
  return POSTERN_OK;
}

}  // namespace

TEST_CASE("a refusal is thrown with status, code and message", "[capi][wrapper]") {
  postern::Engine engine;
  std::string code;
  CHECK(status_of([&] { engine.call("DescribeUserPool", R"({"UserPoolId":"us-east-1_nothing"})"); },
                  &code) == POSTERN_E_REJECTED);
  CHECK(code == "ResourceNotFoundException");
  CHECK(status_of([&] { engine.call("ListUserPools", R"({"MaxResults":1})"); }) == POSTERN_OK);
}

TEST_CASE("an engine that cannot open throws, and leaves nothing", "[capi][wrapper]") {
  CHECK(status_of([] { postern::Engine engine({.storage_url = "nonsense:"}); }) ==
        POSTERN_E_INVALID_ARGUMENT);
  CHECK(status_of([] { postern::Engine engine({.storage_url = "memory:"}); }) == POSTERN_OK);
}

TEST_CASE("a trigger is any callable, and its exception refuses", "[capi][wrapper]") {
  postern::Engine engine;
  const std::string client = create_client(engine);
  int runs = 0;
  engine.on_trigger("PreSignUp", [&runs](std::string_view event) {
    ++runs;
    return std::string(event);
  });
  CHECK(status_of([&] { engine.call("SignUp", sign_up_request(client, "ann")); }) == POSTERN_OK);
  CHECK(runs == 1);

  engine.on_trigger("PreSignUp", [](std::string_view) -> std::string {
    throw std::runtime_error("not from here");
  });
  std::string code;
  CHECK(status_of([&] { engine.call("SignUp", sign_up_request(client, "bob")); }, &code) ==
        POSTERN_E_REJECTED);
  CHECK(code == "UserLambdaValidationException");

  engine.on_trigger("PreSignUp", nullptr);
  CHECK(status_of([&] { engine.call("SignUp", sign_up_request(client, "bob")); }) == POSTERN_OK);
  CHECK(runs == 1);
}

TEST_CASE("what only an ARN names is invoked, and who failed is told apart", "[capi][wrapper]") {
  std::string arn, text;
  const auto invoke = [&](std::string_view function_arn, std::string_view event) {
    arn = function_arn;
    if (text == "refuses") throw postern::FunctionRefused("not from here");
    if (text == "fails") throw std::runtime_error("nobody there");
    return std::string(event);
  };
  postern::Engine engine({.invoke = invoke});
  const auto pool = member(
      engine.call("CreateUserPool", R"({"PoolName":"p","LambdaConfig":{"PreSignUp":)"
                                    R"("arn:aws:lambda:us-east-1:000000000000:function:f"}})"),
      "Id");
  const auto client = member(
      engine.call("CreateUserPoolClient", R"({"UserPoolId":")" + pool + R"(","ClientName":"c"})"),
      "ClientId");
  const auto sign_up = [&](std::string_view says) {
    text = says;
    std::string code;
    const auto call = [&] { engine.call("SignUp", sign_up_request(client, "ann")); };
    return status_of(call, &code) == POSTERN_OK ? "" : code;
  };
  CHECK(sign_up("refuses") == "UserLambdaValidationException");
  CHECK(sign_up("fails") == "UnexpectedLambdaException");
  CHECK(sign_up("runs").empty());
  CHECK(arn == "arn:aws:lambda:us-east-1:000000000000:function:f");
}

TEST_CASE("the clock moves as told", "[capi][wrapper]") {
  postern::Engine engine({.clock = [] { return std::chrono::microseconds(1'700'000'000'000'000); },
                          .movable_clock = true});
  const auto before = engine.now();
  engine.advance_clock(std::chrono::hours(24 * 31));
  CHECK(engine.now() - before == std::chrono::hours(24 * 31));
}

TEST_CASE("an HTTP request has a response with fields and a body", "[capi][wrapper]") {
  postern::Engine engine;
  const auto response = engine.http({
      .method = "POST",
      .target = "/",
      .headers = {{"Host", "localhost"},
                  {"Content-Type", "application/x-amz-json-1.1"},
                  {"X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools"}},
      .body = R"({"MaxResults":1})",
      .trusted = true,
  });
  CHECK(response.status == 200);
  CHECK_FALSE(response.headers.empty());
  CHECK(response.body.find("UserPools") != std::string::npos);
}

TEST_CASE("an engine moves, and closes once", "[capi][wrapper]") {
  postern::Engine first;
  postern::Engine second = std::move(first);
  CHECK(status_of([&] { second.call("ListUserPools", R"({"MaxResults":1})"); }) == POSTERN_OK);
  second.close();
  CHECK(status_of([&] { second.call("ListUserPools", R"({"MaxResults":1})"); }) ==
        POSTERN_E_BAD_HANDLE);
}

namespace {

using Rows = std::map<std::string, std::string, std::less<>>;

// The rows of a moment, shared by whoever began then; a commit compares and puts new ones in place.
class MapStorage final : public postern::Storage {
 public:
  std::unique_ptr<postern::Transaction> begin(bool) override {
    const std::lock_guard lock(mutex_);
    return std::make_unique<MapTransaction>(*this, newest_);
  }
  bool fails_after_commit = false;

 private:
  using Snapshot = std::shared_ptr<const Rows>;

  static std::vector<postern::StoredRow> rows_of(const Rows& rows, const postern::KeyRange& range) {
    std::vector<postern::StoredRow> found;
    for (auto at = rows.lower_bound(range.begin); at != rows.end(); ++at) {
      if (!range.end.empty() && at->first >= range.end) break;
      found.push_back({at->first, at->second});
    }
    return found;
  }

  class MapTransaction final : public postern::Transaction {
   public:
    MapTransaction(MapStorage& storage, Snapshot snapshot)
        : storage_(storage), snapshot_(std::move(snapshot)) {}

    std::optional<std::string> get(std::string_view key) override {
      const auto found = snapshot_->find(key);
      if (found == snapshot_->end()) return std::nullopt;
      return found->second;
    }
    std::vector<postern::StoredRow> scan(const postern::Scan& scan) override {
      auto rows = rows_of(*snapshot_, scan.range);
      if (scan.reverse) std::reverse(rows.begin(), rows.end());
      if (rows.size() > scan.limit) rows.resize(scan.limit);
      return rows;
    }
    void commit(std::span<const postern::Write> writes,
                std::span<const postern::KeyRange> reads) override {
      storage_.commit(*snapshot_, writes, reads);
    }

   private:
    MapStorage& storage_;
    const Snapshot snapshot_;
  };

  void commit(const Rows& seen, std::span<const postern::Write> writes,
              std::span<const postern::KeyRange> reads) {
    const std::lock_guard lock(mutex_);
    const auto same = [](const postern::StoredRow& one, const postern::StoredRow& other) {
      return one.key == other.key && one.value == other.value;
    };
    for (const postern::KeyRange& range : reads) {
      const auto then = rows_of(seen, range), now = rows_of(*newest_, range);
      if (!std::equal(then.begin(), then.end(), now.begin(), now.end(), same)) {
        throw postern::StorageConflict("what was read has changed");
      }
    }
    auto rows = std::make_shared<Rows>(*newest_);
    for (const postern::Write& write : writes) {
      rows->erase(std::string(write.key));
      if (write.value) rows->emplace(write.key, *write.value);
    }
    newest_ = std::move(rows);
    if (fails_after_commit) throw std::runtime_error("the line is dead");
  }

  std::mutex mutex_;
  Snapshot newest_ = std::make_shared<Rows>();
};

}  // namespace

TEST_CASE("a store is a class, and its exceptions are statuses", "[capi][wrapper]") {
  const auto storage = std::make_shared<MapStorage>();
  const std::string key(32, 'k');
  const auto open = [&] { return postern::Engine({.root_key = key, .storage = storage}); };
  {
    postern::Engine engine = open();
    engine.call("SignUp", sign_up_request(create_client(engine), "alice"));
  }
  postern::Engine engine = open();
  CHECK(engine.call("ListUserPools", R"({"MaxResults":1})").find("wrapper") != std::string::npos);
  storage->fails_after_commit = true;
  try {
    engine.call("CreateUserPool", R"({"PoolName":"lost"})");
    FAIL("the commit's answer was lost");
  } catch (const postern::Error& error) {
    CHECK(error.status() == POSTERN_E_UNKNOWN_COMMIT);
    CHECK(std::string(error.what()).find("the line is dead") != std::string::npos);
  }
  storage->fails_after_commit = false;
  CHECK(engine.call("ListUserPools", R"({"MaxResults":9})").find("lost") != std::string::npos);
}

TEST_CASE("a store needs a root key, and excludes a storage URL", "[capi][wrapper]") {
  const auto storage = std::make_shared<MapStorage>();
  const std::string key(32, 'k');
  CHECK(status_of([&] { postern::Engine engine({.storage = storage}); }) ==
        POSTERN_E_INVALID_ARGUMENT);
  CHECK(status_of([&] {
          postern::Engine engine({.storage_url = "memory:", .root_key = key, .storage = storage});
        }) == POSTERN_E_INVALID_ARGUMENT);
  CHECK(status_of([&] { postern::Engine engine({.root_key = key, .storage = storage}); }) ==
        POSTERN_OK);
}

TEST_CASE("T02: a function that hangs is given up in time, and what it says then is dropped",
          "[capi][wrapper]") {
  using namespace std::chrono_literals;
  postern::Engine engine;
  const std::string client = create_client(engine);
  // Of the test's own: what hangs outlives the call.
  const auto release = std::make_shared<std::promise<void>>();
  const auto released = release->get_future().share();
  const auto left = std::make_shared<std::promise<void>>();
  const auto set = [&](bool hangs) {
    engine.on_trigger("PreSignUp", postern::with_deadline(50ms, [=](std::string_view event) {
                        if (!hangs) return std::string(event);
                        released.wait();
                        left->set_value();
                        return std::string("too late");
                      }));
  };
  set(true);
  std::string code;
  CHECK(status_of([&] { engine.call("SignUp", sign_up_request(client, "ada")); }, &code) ==
        POSTERN_E_REJECTED);
  CHECK(code == "UserLambdaValidationException");
  set(false);
  CHECK(status_of([&] { engine.call("SignUp", sign_up_request(client, "ada")); }) == POSTERN_OK);
  release->set_value();
  left->get_future().wait();
}

TEST_CASE("a function with a deadline answers and refuses as it would without", "[capi][wrapper]") {
  using namespace std::chrono_literals;
  const auto answer = postern::with_deadline(10s, [](std::string_view event) {
    if (event == "no") throw std::runtime_error("not today");
    return std::string(event) + "!";
  });
  CHECK(answer("yes") == "yes!");
  CHECK_THROWS_WITH(answer("no"), "not today");
}
