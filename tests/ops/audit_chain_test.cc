// The audit log as evidence: what was changed in it afterwards is found, and who follows it misses
// nothing.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "ops/audit_fixture.h"

namespace postern::test {
namespace {

using domain::AuditEvent;
using domain::AuditHead;
using domain::AuditLink;
using domain::AuditMode;
namespace keys = domain::keys;

struct ChainFixture : AuditFixture {
  // More than two links' worth of events, all linked.
  ChainFixture() {
    new_users(600, "user");
    run("postern:RunMaintenance", Json::object());
  }
  Status put_event(domain::Txn& txn, std::uint64_t number, const AuditEvent& event) {
    return txn.put(keys::audit_event(chain(), number), event);
  }
  AuditEvent event(std::uint64_t number) {
    auto found = store.read(
        [&](domain::Txn& txn) { return txn.get<AuditEvent>(keys::audit_event(chain(), number)); });
    REQUIRE((found.ok() && *found));
    return **found;
  }
};

TEST_CASE_METHOD(ChainFixture,
                 "a log that was tampered with, though with the right key, is found out",
                 "[ops][audit]") {
  const std::string id = chain();
  CHECK(faults_in(id).empty());
  CHECK(damage().empty());
  const auto whole = snapshot();
  struct Case {
    const char* what;
    std::function<Status(domain::Txn&)> change;
  };
  AuditEvent other = event(100);
  other.sub = "somebody else";
  const AuditEvent first = event(300);
  const AuditEvent second = event(301);
  const std::vector<Case> cases = {
      {"an event that says something else",
       [&](domain::Txn& txn) { return txn.put(keys::audit_event(id, 100), other); }},
      {"an event that is gone",
       [&](domain::Txn& txn) { return txn.erase(keys::audit_event(id, 100)); }},
      {"two events that changed places",
       [&](domain::Txn& txn) -> Status {
         POSTERN_CHECK(txn.put(keys::audit_event(id, 300), second));
         return txn.put(keys::audit_event(id, 301), first);
       }},
      {"the newest events gone",
       [&](domain::Txn& txn) -> Status {
         for (std::uint64_t number = 590; number <= 600; ++number) {
           POSTERN_CHECK(txn.erase(keys::audit_event(id, number)));
         }
         return ok();
       }},
      {"a link gone, and its events",
       [&](domain::Txn& txn) -> Status {
         for (std::uint64_t number = 257; number <= 512; ++number) {
           POSTERN_CHECK(txn.erase(keys::audit_event(id, number)));
         }
         return txn.erase(keys::audit_link(id, 512));
       }},
      {"a link that was made to fit",
       [&](domain::Txn& txn) -> Status {
         POSTERN_TRY(auto link, txn.get<AuditLink>(keys::audit_link(id, 256)));
         POSTERN_CHECK(txn.put(keys::audit_event(id, 100), other));
         link->hash = std::string(32, 'x');
         return txn.put(keys::audit_link(id, 256), *link);
       }},
      {"a head that was put back",
       [&](domain::Txn& txn) -> Status {
         POSTERN_TRY(auto head, txn.get<AuditHead>(keys::audit_head(id)));
         POSTERN_TRY(const auto link, txn.get<AuditLink>(keys::audit_link(id, 256)));
         head->last = 256;
         head->hash = link->hash;
         return txn.put(keys::audit_head(id), *head);
       }},
  };
  for (const Case& one : cases) {
    INFO(one.what);
    forge(one.change);
    CHECK_FALSE(faults_in(id).empty());
    const auto found = damage();
    CHECK(std::find(found.begin(), found.end(), "BrokenChain") != found.end());
    put_back(whole);
    CHECK(faults_in(id).empty());
  }
  CHECK(damage().empty());
}

TEST_CASE_METHOD(ChainFixture, "a bit that flipped in an event is found", "[ops][audit]") {
  const std::string id = chain();
  REQUIRE(storage::transact(memory, [&](storage::Txn& txn) -> Status {
            POSTERN_TRY(auto sealed, txn.get(keys::audit_event(id, 5)));
            (*sealed)[40] = static_cast<char>((*sealed)[40] ^ 1);
            return txn.put(keys::audit_event(id, 5), *sealed);
          }).ok());
  CHECK(faults_in(id) == std::vector<std::string>{"BrokenSeal"});
}

bool of_audit_log(const storage::Row& row) {
  return row.key.front() == keys::kAuditEvent || row.key.front() == keys::kAuditLink ||
         row.key.front() == keys::kAuditHead;
}

TEST_CASE_METHOD(ChainFixture, "a log put back as a whole contradicts a hash kept elsewhere",
                 "[ops][audit]") {
  const auto older = snapshot();
  new_users(20, "more");
  const Json kept = chains().front();
  const Json anchor = Json::object()
                          .set("AnchorSequence", kept.get_int("LastSequence"))
                          .set("AnchorHash", kept.get_string("Hash"));
  new_users(20, "last");
  CHECK(faults_in(chain(), anchor).empty());
  put_back(older, of_audit_log);
  CHECK(faults_in(chain()).empty());  // It is consistent, only old.
  CHECK(faults_in(chain(), anchor) == std::vector<std::string>{"BrokenAnchor"});
}

TEST_CASE_METHOD(ChainFixture,
                 "each engine has a chain, and the next one knows how far the last came",
                 "[ops][audit]") {
  const std::string first = chain();
  const auto older = snapshot();
  new_users(20, "more");
  reopen(AuditMode::changes);  // The one before links its chain when it closes.
  new_users(20, "last");
  REQUIRE(chains().size() == 2);
  CHECK(chains().front().get_string("Chain") == first);
  CHECK(chains().front().get_int("LastSequence") == 620);
  CHECK(chains().back().get_int("LastSequence") == 20);
  CHECK(all_faults().empty());
  const auto whole = snapshot();
  const auto of_first = [&](const storage::Row& row) {
    return of_audit_log(row) && row.key.find(first) != std::string::npos;
  };
  SECTION("so a chain that was cut is found out") {
    put_back(older, of_first);
    CHECK(all_faults() == std::vector<std::string>{"BrokenCitation"});
  }
  SECTION("and one that is gone") {
    put_back({}, of_first);
    CHECK(all_faults() == std::vector<std::string>{"BrokenCitation"});
  }
  SECTION("and the citing one, gone") {
    put_back(older, [&](const storage::Row& row) { return of_audit_log(row) && !of_first(row); });
    CHECK(all_faults() == std::vector<std::string>{"BrokenCitation"});
  }
  put_back(whole);
  CHECK(all_faults().empty());
}

TEST_CASE_METHOD(ChainFixture, "old events are dropped, and what is left is verified as before",
                 "[ops][audit]") {
  REQUIRE(engine->advance_clock(3600 * kMicrosPerSecond).ok());
  new_users(300, "later");
  const Json before = Json::object().set("Before", 1'700'003'600);
  CHECK_FALSE(run("postern:DropAuditEvents", before).get_bool("MoreWork"));
  const Json left = chains().front();
  // Three links were all older.
  CHECK(left.get_int("FirstSequence") == 601);
  CHECK(events().size() == 301);
  CHECK(all_faults().empty());
  CHECK(damage().empty());
  CHECK_FALSE(run("postern:DropAuditEvents", before).get_bool("MoreWork"));
  CHECK(chains().front().get_int("FirstSequence") == 601);
  reopen(AuditMode::changes);
  new_users(1, "after");
  CHECK(all_faults().empty());
  forge([&](domain::Txn& txn) {
    return txn.erase(keys::audit_event(left.get_string("Chain"), 700));
  });
  CHECK_FALSE(all_faults().empty());
  CHECK(refusal("postern:DropAuditEvents", Json::object()).starts_with("InvalidParameter"));
}

struct FollowFixture : AuditFixture {
  Json cursor;                       // Null: from the beginning.
  std::multiset<std::string> users;  // Subs of users that changed.

  // Reads until nothing is left.
  void follow(Engine& by, std::int64_t limit = 1000) {
    for (;;) {
      Json request = Json::object().set("Limit", limit);
      if (!cursor.is_null()) request.set("Cursor", cursor);
      const auto answer =
          by.call({.kind = ops::Caller::Kind::host}, "postern:ReadChanges", request.dump());
      REQUIRE(answer.ok());
      const Json page = json(*answer);
      for (const Json& change : page.find("Changes")->as_array()) {
        for (const Json& entity : change.find("Entities")->as_array()) {
          if (entity.get_string("Kind") == "User") users.emplace(entity.get_string("Sub"));
        }
      }
      cursor = *page.find("Cursor");
      if (!page.get_bool("More")) return;
    }
  }
};

TEST_CASE_METHOD(FollowFixture, "who follows sees every change once, from both engines of a store",
                 "[ops][audit]") {
  constexpr int kUsersEach = 60;
  audit = AuditMode::changes;
  const auto second = open(memory);
  std::mutex mutex;
  std::set<std::string> made;  // GUARDED_BY(mutex)
  std::atomic<int> busy{4};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Engine& by = t % 2 == 0 ? *engine : *second;
      for (int i = 0; i < kUsersEach; ++i) {
        const Json request = for_user("u" + std::to_string(t) + "-" + std::to_string(i),
                                      "MessageAction", "SUPPRESS");
        const auto answer =
            by.call({.kind = ops::Caller::Kind::host}, "AdminCreateUser", request.dump());
        if (!answer.ok()) continue;
        const Json user = Json::parse(*answer).value();
        const std::lock_guard lock(mutex);
        made.emplace(user.find("User")->find("Attributes")->as_array().at(0).get_string("Value"));
      }
      --busy;
    });
  }
  while (busy > 0) follow(*second, 7);
  for (auto& thread : threads) thread.join();
  follow(*engine);
  CHECK(made.size() == 4 * kUsersEach);
  CHECK(std::set<std::string>(users.begin(), users.end()) == made);
  CHECK(users.size() == made.size());
  CHECK(all_faults().empty());
}

TEST_CASE_METHOD(FollowFixture, "a change names what changed, what is gone, and nothing else",
                 "[ops][audit]") {
  new_user(pool, "alice");
  run("CreateGroup", object("UserPoolId", pool, "GroupName", "staff"));
  run("AdminAddUserToGroup", for_user("alice", "GroupName", "staff"));
  const std::string sub = attribute("alice", "sub");
  run("AdminDeleteUser", for_user("alice"));
  const Json page = run("postern:ReadChanges", Json::object());
  const auto& changes = page.find("Changes")->as_array();
  REQUIRE(changes.size() == 4);
  CHECK(changes[1].find("Entities")->as_array() ==
        Json::Array{object("Kind", "Group", "UserPoolId", pool, "Id", "staff")});
  CHECK(changes[2].find("Entities")->as_array() ==
        Json::Array{
            object("Kind", "GroupMembership", "UserPoolId", pool, "Sub", sub, "Id", "staff")});
  CHECK(changes[3].get_string("EventName") == "AdminDeleteUser");
  const auto& gone = changes[3].find("Entities")->as_array();
  const Json user = object("Kind", "User", "UserPoolId", pool, "Sub", sub).set("Deleted", true);
  CHECK(std::find(gone.begin(), gone.end(), user) != gone.end());
  CHECK(page.dump().find("alice") == std::string::npos);
}

TEST_CASE_METHOD(FollowFixture, "a cursor that what was dropped leaves behind is refused",
                 "[ops][audit]") {
  new_users(10, "user");
  follow(*engine);
  const Json early = cursor;
  new_users(600, "more");
  REQUIRE(engine->advance_clock(3600 * kMicrosPerSecond).ok());
  run("postern:DropAuditEvents", Json::object().set("Before", 1'700'003'600));
  CHECK(refusal("postern:ReadChanges", Json::object().set("Cursor", early))
            .starts_with("ResourceNotFoundException"));
  CHECK(refusal("postern:ReadChanges", Json::object().set("Cursor", Json::object()))
            .starts_with("ResourceNotFoundException"));
  cursor = Json();
  follow(*engine);
  new_users(3, "last");
  users.clear();
  follow(*engine);
  CHECK(users.size() == 3);
  Json ahead = cursor;
  for (JsonMember& member : ahead.as_object()) member.value = 1'000'000;
  CHECK(refusal("postern:ReadChanges", Json::object().set("Cursor", ahead))
            .starts_with("ResourceNotFoundException"));
}

TEST_CASE_METHOD(FollowFixture, "users who are imported or restored are changes, too",
                 "[ops][audit]") {
  new_user(pool, "alice");
  const std::string key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  Json request = object("UserPoolId", pool, "Key", key);
  const Json part = run("postern:ExportUserPool", request);
  run("DeleteUserPool", object("UserPoolId", pool));
  run("postern:RestoreUserPool", object("Key", key, "Chunk", part.get_string("Chunk")));
  const Json page = run("postern:ReadChanges", Json::object());
  const auto& changes = page.find("Changes")->as_array();
  const Json whole = object("Kind", "UserPool", "UserPoolId", pool);
  const auto& restored = changes.back().find("Entities")->as_array();
  CHECK(changes.back().get_string("EventName") == "RestoreUserPool");
  CHECK(std::find(restored.begin(), restored.end(), whole) != restored.end());
}

}  // namespace
}  // namespace postern::test
