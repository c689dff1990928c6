// A pool on an engine that keeps an audit log.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "domain/audit_chain.h"
#include "ops/auth_fixture.h"

namespace postern::test {

struct AuditFixture : AuthFixture {
  StoreFixture rows;
  domain::Store store{memory, rows.envelope, rows.clock, rows.random};

  explicit AuditFixture(domain::AuditMode mode = domain::AuditMode::changes) { reopen(mode); }

  void reopen(domain::AuditMode mode) {
    audit = mode;
    engine = open(memory);
  }

  // The records of the log, as `members` of the request ask for them.
  std::vector<Json> events(std::string_view members = "{}") {
    std::vector<Json> all;
    Json request = json(members);
    for (;;) {
      const Json page = run("postern:ListAuditEvents", request);
      for (const Json& record : page.find("Records")->as_array()) all.push_back(record);
      if (!page.contains("NextToken")) return all;
      request.set("NextToken", page.get_string("NextToken"));
    }
  }
  std::vector<Json> events_of(std::string_view operation) {
    std::vector<Json> found;
    for (Json& event : events(R"({"Limit":1000})")) {
      if (event.get_string("eventName") == operation) found.push_back(std::move(event));
    }
    return found;
  }
  Json only_event_of(std::string_view operation) {
    auto found = events_of(operation);
    REQUIRE(found.size() == 1);
    return std::move(found.front());
  }

  std::vector<Json> chains() {
    const Json answer = run("postern:ListAuditChains", Json::object());
    return answer.find("Chains")->as_array();
  }
  std::string chain() {
    REQUIRE(chains().size() == 1);
    return std::string(chains().front().get_string("Chain"));
  }

  // Kinds of what VerifyAuditChain finds.
  std::vector<std::string> faults_in(std::string_view id, Json request = Json::object()) {
    std::vector<std::string> kinds;
    request.set("Chain", id);
    for (;;) {
      const Json answer = run("postern:VerifyAuditChain", request);
      for (const Json& finding : answer.find("Findings")->as_array()) {
        kinds.emplace_back(finding.get_string("Kind"));
      }
      if (!answer.contains("NextToken")) return kinds;
      request.set("NextToken", answer.get_string("NextToken"));
    }
  }
  std::vector<std::string> all_faults() {
    std::vector<std::string> kinds;
    for (const Json& one : chains()) {
      for (std::string& kind : faults_in(one.get_string("Chain"))) kinds.push_back(std::move(kind));
    }
    return kinds;
  }
  // Kinds of findings of CheckStore.
  std::vector<std::string> damage() {
    std::vector<std::string> kinds;
    Json request = Json::object();
    for (;;) {
      const Json answer = run("postern:CheckStore", request);
      for (const Json& finding : answer.find("Findings")->as_array()) {
        kinds.emplace_back(finding.get_string("Kind"));
      }
      if (!answer.contains("NextToken")) return kinds;
      request.set("NextToken", answer.get_string("NextToken"));
    }
  }

  void new_users(int count, const std::string& stem) {
    for (int i = 0; i < count; ++i) new_user(pool, stem + std::to_string(i));
  }

  // Every row of the store, and putting them back.
  std::vector<storage::Row> snapshot() {
    auto txn = memory.begin(storage::Mode::read);
    REQUIRE(txn.ok());
    auto all = (*txn)->scan("", "", SIZE_MAX);
    REQUIRE(all.ok());
    return std::move(*all);
  }
  void put_back(
      const std::vector<storage::Row>& before,
      const std::function<bool(const storage::Row&)>& which = [](const storage::Row&) {
        return true;
      }) {
    const auto now = snapshot();
    REQUIRE(storage::transact(memory, [&](storage::Txn& txn) -> Status {
              for (const auto& row : now) {
                if (which(row)) POSTERN_CHECK(txn.erase(row.key));
              }
              for (const auto& row : before) {
                if (which(row)) POSTERN_CHECK(txn.put(row.key, row.value));
              }
              return ok();
            }).ok());
  }
  // Changes rows behind the engine's back, with the right key.
  void forge(const std::function<Status(domain::Txn&)>& change) {
    REQUIRE(store.transact(change).ok());
  }
};

}  // namespace postern::test
