// Another root key for a store that several engines share: they go along, or say why not.
#include <atomic>
#include <thread>

#include "ops/root_key_fixture.h"
#include "ops/shared_storage.h"

using namespace postern;
using namespace postern::test;

namespace {

struct TwoEnginesFixture : RootKeyFixture {
  SharedStorage shared{memory};
  std::unique_ptr<Engine> second;

  TwoEnginesFixture() {
    new_users(0, 150);
    engine.reset();
    engine = open(shared);
    second = open(shared);
  }
  std::string at_second(std::string_view operation, const Json& request) {
    const auto answer = second->call({.kind = ops::Caller::Kind::host}, operation, request.dump());
    return answer.ok() ? "" : answer.error().message;
  }
  std::string create_at_second(const std::string& name) {
    return at_second("AdminCreateUser", for_user(name, "MessageAction", "SUPPRESS"));
  }
};

constexpr const char* kNotTold =
    "Another engine gave this store a new root key: give it to this one as well, with "
    "postern:RotateRootKey, or open with it.";

}  // namespace

TEST_CASE_METHOD(TwoEnginesFixture,
                 "K09: engines that were told of the key to come go along without a refusal",
                 "[ops][root key]") {
  for (const auto& [next, was] : {std::pair(kNew, kOld), std::pair(kThird, kNew)}) {
    CHECK(at_second("postern:RotateRootKey", with_key(next).set("Prepare", true)).empty());
    CHECK(opened_by(memory, was) == sealed_rows(memory));
    std::atomic<bool> done{false};
    std::vector<std::string> refusals;
    std::thread writer([&, prefix = next.substr(0, 1)] {
      for (int i = 0; !done || i < 50; ++i) {
        const std::string name = prefix + std::to_string(i % 40);
        for (const std::string& refusal :
             {create_at_second(name), at_second("AdminGetUser", for_user(name)),
              at_second("AdminDeleteUser", for_user(name))}) {
          if (!refusal.empty()) refusals.push_back(refusal);
        }
      }
    });
    bool complete = begin(next);
    while (!complete) complete = go_on();
    done = true;
    writer.join();
    CHECK(refusals == std::vector<std::string>());
    check_only(memory, next);
  }
}

TEST_CASE_METHOD(
    TwoEnginesFixture,
    "K09: an engine that was not told says so, writes nothing, and goes along when told",
    "[ops][root key]") {
  REQUIRE_FALSE(begin());
  const std::size_t old_rows = opened_by(memory, kOld);
  CHECK(create_at_second("late") == kNotTold);
  CHECK(at_second("AdminDisableUser", for_user("user7")) == kNotTold);
  complete();
  CHECK(at_second("AdminGetUser", for_user("user7")) == kNotTold);
  CHECK(at_second("postern:RotateRootKey", with_key(kThird)) == kNotTold);
  CHECK(old_rows > opened_by(memory, kOld));
  CHECK(at_second("postern:RotateRootKey", with_key(kNew)).empty());
  CHECK(at_second("AdminGetUser", for_user("user7")).empty());
  CHECK(create_at_second("late").empty());
  check_only(memory, kNew);
}

TEST_CASE_METHOD(TwoEnginesFixture, "K09: a rotation outlives the engine that began it",
                 "[ops][root key]") {
  CHECK(at_second("postern:RotateRootKey", with_key(kNew).set("Prepare", true)).empty());
  REQUIRE_FALSE(begin());
  engine.reset();
  CHECK(create_at_second("between").empty());
  std::swap(engine, second);
  while (run("postern:RunMaintenance", Json::object()).get_bool("MoreWork")) {
  }
  check_only(memory, kNew);
  root_key = kNew;
  second = open(shared);
  CHECK(create_at_second("after").empty());
  check_only(memory, kNew);
}

TEST_CASE_METHOD(TwoEnginesFixture,
                 "what one engine hands out during a rotation is good at the other",
                 "[ops][root key]") {
  CHECK(at_second("postern:RotateRootKey", with_key(kNew).set("Prepare", true)).empty());
  REQUIRE_FALSE(begin());
  const Json page = run("ListUsers", for_pool(pool, R"({"Limit":5})"));
  const Json next =
      for_pool(pool, R"({"Limit":5})").set("PaginationToken", page.get_string("PaginationToken"));
  CHECK(at_second("ListUsers", next).empty());
}
