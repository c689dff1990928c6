// postern:RotateRootKey: another root key takes over while the store is served. Nothing is lost at
// any moment, and in the end the old key opens nothing.
#include <atomic>
#include <functional>
#include <thread>

#include "conformance/faulty_storage.h"
#include "ops/root_key_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

namespace keys = domain::keys;

constexpr const char* kWrongKey =
    "The root key is not the one this store was created with, or was given since.";

}  // namespace

TEST_CASE_METHOD(RootKeyFixture, "K09: when a rotation is complete the old root key opens nothing",
                 "[ops][root key]") {
  new_users(0, 300);
  new_confirmed("alice");
  const Json tokens = sign_in("alice");
  CHECK_FALSE(begin());
  CHECK(opened_by(memory, kOld) > 0);
  complete();
  check_only(memory, kNew);
  engine.reset();
  CHECK(refusal_to_open(memory, kOld) == kWrongKey);
  reopen(kNew);
  CHECK(status_of("user299") == "FORCE_CHANGE_PASSWORD");
  sign_in("alice");
  run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
  CHECK(engine->verify(tokens.get_string("AccessToken"), {}).ok());
}

TEST_CASE_METHOD(RootKeyFixture, "a store is served and written to while its root key changes",
                 "[ops][root key]") {
  new_users(0, 200);
  new_confirmed("alice");
  bool complete = begin();
  int number = 0;
  for (; !complete; ++number) {
    new_confirmed("during" + std::to_string(number));
    sign_in("during" + std::to_string(number));
    sign_in("alice");
    CHECK(get_user("user7").get_string("Username") == "user7");
    run("AdminDeleteUser", for_user("user" + std::to_string(100 + number)));
    complete = run("postern:RunMaintenance", Json::object()).get_bool("MoreWork") ? false : true;
  }
  CHECK(number > 2);
  check_only(memory, kNew);
  reopen(kNew);
  sign_in("during0");
}

TEST_CASE_METHOD(RootKeyFixture, "calls of any kind bring a rotation to its end",
                 "[ops][root key]") {
  new_users(0, 100);
  REQUIRE_FALSE(begin());
  for (int i = 0; i < 256 * 8 && opened_by(memory, kOld) > 0; i += 64) {
    for (int call = 0; call < 64; ++call) get_user("user1");
  }
  CHECK(opened_by(memory, kOld) == 0);
}

TEST_CASE_METHOD(RootKeyFixture,
                 "threads that write while the root key changes leave nothing under the old one",
                 "[ops][root key]") {
  new_users(0, 100);
  std::atomic<bool> done{false};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !done; ++i) {
        const std::string name = "t" + std::to_string(t) + "-" + std::to_string(i % 20);
        static_cast<void>(call("AdminCreateUser", for_user(name, "MessageAction", "SUPPRESS")));
        const auto found = call("AdminGetUser", for_user(name));
        if (!found.ok()) ++failures;
        static_cast<void>(call("AdminUpdateUserAttributes",
                               for_user(name).set("UserAttributes", attributes("name", "N"))));
      }
    });
  }
  for (const std::string& key : {kNew, kThird, kOld, kNew, kThird, kOld}) {
    bool complete = begin(key);
    while (!complete) complete = go_on();
    CHECK(opened_by(memory, key) > 0);
  }
  done = true;
  for (auto& thread : threads) thread.join();
  CHECK(failures == 0);
  check_only(memory, kOld);
}

TEST_CASE_METHOD(RootKeyFixture, "K09: a rotation goes on where it was when its engine died",
                 "[ops][root key]") {
  new_users(0, 300);
  REQUIRE_FALSE(begin());
  int opened = 0;
  for (bool complete = false; !complete; ++opened) {
    engine.reset();
    CHECK(refusal_to_open(memory, kOld) == kWrongKey);
    reopen(kNew);
    CHECK(get_user("user299").get_string("Username") == "user299");
    complete = go_on();
  }
  CHECK(opened > 2);
  check_only(memory, kNew);
  reopen(kNew);
}

TEST_CASE_METHOD(RootKeyFixture, "what is under way goes on during a rotation, and not after it",
                 "[ops][root key]") {
  new_users(0, 100);
  run("AdminSetUserPassword", for_user("user1", "Password", kPassword));
  const Json page = run("ListUsers", for_pool(pool, R"({"Limit":5})"));
  const Json next =
      for_pool(pool, R"({"Limit":5})").set("PaginationToken", page.get_string("PaginationToken"));
  const auto challenge = [&] {
    const Json asked = run("InitiateAuth", password_request("user1", kPassword));
    return respond_request("NEW_PASSWORD_REQUIRED",
                           object("USERNAME", "user1", "NEW_PASSWORD", "Third-Horse-9"), client,
                           asked.get_string("Session"));
  };
  const Json before = challenge();
  const Json late = challenge();
  REQUIRE_FALSE(begin());
  run("ListUsers", next);
  run("RespondToAuthChallenge", before);
  complete();
  CHECK(refusal("ListUsers", next) == "InvalidParameterException: Invalid pagination token.");
  CHECK_FALSE(call("RespondToAuthChallenge", late).ok());
  sign_in("user1", "Third-Horse-9");
}

TEST_CASE_METHOD(RootKeyFixture, "A05: answers about users who do not exist stay the same",
                 "[ops][root key]") {
  const auto salt = [&] {
    return std::string(start_srp("nobody", hiding).parameters.get_string("SALT"));
  };
  const std::string before = salt();
  begin();
  CHECK(salt() == before);
  complete();
  CHECK(salt() == before);
  reopen(kNew);
  CHECK(salt() == before);
}

TEST_CASE_METHOD(RootKeyFixture, "a file exported before a rotation is restored after it",
                 "[ops][root key]") {
  new_users(0, 10);
  const Json lock = object("Passphrase", "correct horse battery staple");
  Json request = lock;
  std::vector<std::string> chunks;
  for (request.set("UserPoolId", pool);;) {
    const Json step = run("postern:ExportUserPool", request);
    chunks.emplace_back(step.get_string("Chunk"));
    if (!step.contains("NextToken")) break;
    request = object("NextToken", step.get_string("NextToken"));
  }
  begin();
  complete();
  run("DeleteUserPool", object("UserPoolId", pool));
  std::string token;
  for (const std::string& chunk : chunks) {
    Json piece = token.empty() ? lock : object("NextToken", token);
    token = run("postern:RestoreUserPool", piece.set("Chunk", chunk)).get_string("NextToken");
  }
  CHECK(get_user("user9").get_string("Username") == "user9");
  CHECK(opened_by(memory, kOld) == 0);
}

TEST_CASE_METHOD(RootKeyFixture,
                 "D03: every call to the store may fail once during a rotation, and one key opens",
                 "[ops][root key]") {
  const auto errc = GENERATE(Errc::storage, Errc::unknown_commit);
  new_users(0, 60);
  FaultyStorage faulty{memory};
  engine.reset();
  engine = open(faulty);
  std::string present = kOld;
  int injected = 0;
  for (int k = 1; k < 400; ++k) {
    const std::string next = present == kOld ? kNew : kOld;
    faulty.fail_call(k, errc);
    static_cast<void>(call("postern:RotateRootKey", with_key(next)));
    for (int slice = 0; slice < 10 && !faulty.has_failed(); ++slice) {
      static_cast<void>(call("postern:RotateRootKey", Json::object()));
    }
    const bool failed = faulty.has_failed();
    faulty.fail_call(0);
    // The engine itself still serves, and so does another that is opened after it died.
    INFO("call " << k << " failed");
    CHECK(get_user("user5").get_string("Username") == "user5");
    engine.reset();
    root_key = present;
    const bool old_opens = try_open(faulty).ok();
    root_key = next;
    const bool new_opens = try_open(faulty).ok();
    REQUIRE(old_opens != new_opens);
    root_key = new_opens ? next : present;
    engine = open(faulty);
    CHECK(get_user("user5").get_string("Username") == "user5");
    begin(next);
    complete();
    check_only(memory, next);
    present = next;
    if (!failed) break;
    ++injected;
  }
  CHECK(injected > 40);
}

TEST_CASE_METHOD(RootKeyFixture, "D06: a record that no key opens stays as it is and is counted",
                 "[ops][root key]") {
  new_users(0, 3);
  std::string damaged;
  {
    auto txn = memory.begin(storage::Mode::write);
    auto rows = (*txn)->scan(keys::user(pool, {}).substr(0, 20), {}, 1000);
    for (const storage::Row& row : *rows) {
      if (domain::kind_of_key(row.key)->name != "User") continue;
      damaged = row.key;
      std::string value = row.value;
      value.back() = static_cast<char>(value.back() ^ 1);
      REQUIRE((*txn)->put(row.key, value).ok());
      break;
    }
    REQUIRE((*txn)->commit().ok());
  }
  REQUIRE_FALSE(damaged.empty());
  Json answer = run("postern:RotateRootKey", with_key(kNew));
  while (!answer.get_bool("Complete")) answer = run("postern:RotateRootKey", Json::object());
  CHECK(answer.get_int("DamagedRows") == 1);
  CHECK(answer.get_int("RowsResealed") > 5);
  CHECK(opened_by(memory, kNew) == sealed_rows(memory) - 1);
}

TEST_CASE_METHOD(RootKeyFixture, "only a host may change the root key, with a key that is one",
                 "[ops][root key]") {
  CHECK_FALSE(call("postern:RotateRootKey", with_key(kNew), ops::Caller::Kind::iam).ok());
  CHECK_FALSE(call("postern:RotateRootKey", with_key(kNew), ops::Caller::Kind::anonymous).ok());
  const std::string_view length =
      "InvalidParameterException: NewRootKey must be 32 bytes in base64.";
  CHECK(refusal("postern:RotateRootKey", with_key("short")) == length);
  CHECK(refusal("postern:RotateRootKey", object("NewRootKey", "%%%")) == length);
  CHECK(refusal("postern:RotateRootKey", Json::object().set("Generate", true)) ==
        "InvalidParameterException: The host keeps the root key, so it gives the new one: "
        "NewRootKey.");
  CHECK(refusal("postern:RotateRootKey", Json::object().set("Prepare", true)) ==
        "InvalidParameterException: Prepare needs the NewRootKey to prepare for.");
  CHECK(go_on());  // Nothing is under way.
  check_only(memory, kOld);
  CHECK(begin(kOld));  // It is the key already.
  new_users(0, 200);
  REQUIRE_FALSE(begin(kNew));
  CHECK(refusal("postern:RotateRootKey", with_key(kThird)) ==
        "InvalidParameterException: A rotation of the root key is under way.");
  begin(kNew);  // The same one goes on.
  complete();
  begin(kThird);
  complete();
  check_only(memory, kThird);
}

TEST_CASE_METHOD(RootKeyFixture,
                 "a store from before its own keys were kept keeps what it promised",
                 "[ops][root key]") {
  new_confirmed("alice");
  // Such a store has no row of keys: they follow from the root key.
  const auto without_row = [&] {
    engine.reset();
    auto txn = memory.begin(storage::Mode::write);
    REQUIRE((*txn)->erase(keys::store_keys()).ok());
    REQUIRE((*txn)->commit().ok());
    engine = open(memory);
  };
  without_row();
  const Json tokens = sign_in("alice");
  without_row();
  run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
  begin();
  complete();
  run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
}
