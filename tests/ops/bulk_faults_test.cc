// D03, D14: imports, exports and restores over a store that fails, and by several callers at once.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "codec/base64.h"
#include "conformance/faulty_storage.h"
#include "ops/user_import_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr int kUsers = 450;

struct BulkFaultFixture : ImportFixture {
  FaultyStorage faulty{memory};

  std::string started_job() {
    std::string file = header();
    for (int i = 0; i < kUsers; ++i) file += user_row("user" + std::to_string(i));
    const std::string id = uploaded(file);
    run("StartUserImportJob", for_job(id));
    return id;
  }
  void check_imported_once(std::string_view id) {
    const Json job = finished(id);
    CHECK(job.get_string("Status") == "Succeeded");
    CHECK(job.get_int("ImportedUsers") == kUsers);
    CHECK(job.get_int("SkippedUsers") == 0);
    CHECK(log(id).size() == kUsers);
    CHECK(run("DescribeUserPool", object("UserPoolId", pool))
              .find("UserPool")
              ->get_int("EstimatedNumberOfUsers") == kUsers);
  }
};

}  // namespace

TEST_CASE_METHOD(BulkFaultFixture, "D03, D14: a slice may fail at any call; no user comes twice") {
  const auto errc = GENERATE(Errc::storage, Errc::unknown_commit);
  const std::string id = started_job();
  engine.reset();
  engine = open(faulty);
  // Early calls, some in the midst of the rows, and the last ones, the commit's among them.
  for (const int k : {1, 2, 3, 5, 8, 40, 333, 1'000, 2'000, 3'000, 4'000, 5'000}) {
    faulty.fail_call(k, errc);
    const auto answer = call("postern:RunMaintenance", Json::object());
    if (faulty.has_failed() && errc == Errc::storage) CHECK_FALSE(answer.ok());
    faulty.fail_call(0);
  }
  check_imported_once(id);
}

TEST_CASE_METHOD(BulkFaultFixture,
                 "several callers do the work of one job without doing it twice") {
  const std::string id = started_job();
  std::atomic<int> failures{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int turn = 0; turn < 3; ++turn) {
        if (!call("postern:RunMaintenance", Json::object()).ok()) ++failures;
        if (!call("DescribeUserImportJob", for_job(id)).ok()) ++failures;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(failures == 0);
  check_imported_once(id);
}

TEST_CASE_METHOD(BulkFaultFixture,
                 "D03: a restore that fails leaves nothing, and the next succeeds") {
  new_confirmed("alice");
  const Json key = object("Key", codec::base64_encode(std::string(32, 'a')));
  Json request(key);
  request.set("UserPoolId", pool);
  const std::string chunk(run("postern:ExportUserPool", request).get_string("Chunk"));
  run("DeleteUserPool", object("UserPoolId", pool));
  engine.reset();
  engine = open(faulty);
  request = Json(key).set("Chunk", chunk);
  bool restored = false;
  for (int k = 1; !restored; ++k) {
    REQUIRE(k < 500);
    faulty.fail_call(k);
    restored = call("postern:RestoreUserPool", request).ok();
    CHECK(restored != faulty.has_failed());
    faulty.fail_call(0);
    CHECK(call("DescribeUserPool", object("UserPoolId", pool)).ok() == restored);
    // What a failure could not take away at once waits until the restore is taken for dead.
    advance_s(601);
    run("postern:RunMaintenance", Json::object());
  }
  CHECK(sign_in("alice").contains("AccessToken"));
}
