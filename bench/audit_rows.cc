// What the audit log costs: calls that write, with it beside the same without, on SQLite and on
// PostgreSQL.
#include <cstdio>
#include <cstdlib>

#include "bench/rows.h"
#include "bench/world.h"

namespace bench {
namespace {

using postern::Json;

std::string update_request(const World& world, int number) {
  Json attribute = Json::object();
  attribute.set("Name", "name").set("Value", "Alice " + std::to_string(number));
  return Json::object()
      .set("UserPoolId", world.pool_id())
      .set("Username", world.username())
      .set("UserAttributes", Json::array().push_back(std::move(attribute)))
      .dump();
}

// One transaction of a few rows.
Side updates(const std::string& name, World& world) {
  return repeat(name, Clock::wall, 30, [&world, number = 0]() mutable {
    world.host().call("AdminUpdateUserAttributes", update_request(world, ++number));
  });
}

// With hashing at its cheapest: what the store costs is what is to be seen.
Side sign_ins(const std::string& name, World& world) {
  return repeat(name, Clock::wall, 10, [&world] { world.sign_in(world.username()); });
}

void compare(Report& report, const std::string& store, World& plain, World& audited) {
  // The smallest write there is: what is added to it shows most.
  report.compare(Clock::wall, 41, 0.85,
                 updates("AdminUpdateUserAttributes on " + store + ", audited", audited),
                 updates("the same without the audit log", plain));
  report.compare(Clock::wall, 41, 0.90, sign_ins("a sign-in on " + store + ", audited", audited),
                 sign_ins("the same without the audit log", plain));
}

}  // namespace

void audit_rows(Report& report) {
  const Scratch scratch("audit");
  World plain(scratch.file("plain.db"), kCheapest, AuditLog::off);
  World audited(scratch.file("audited.db"), kCheapest, AuditLog::changes);
  compare(report, "SQLite", plain, audited);
  const char* url = std::getenv("POSTERN_BENCH_POSTGRES");
  if (url == nullptr) {
    std::printf("no POSTERN_BENCH_POSTGRES, no rows of PostgreSQL's\n");
    return;
  }
  World plain_shared(url, kCheapest, AuditLog::off);
  World audited_shared(url, kCheapest, AuditLog::changes);
  compare(report, "PostgreSQL", plain_shared, audited_shared);
}

}  // namespace bench
