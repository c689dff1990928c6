// The audit log under another root key: it tells of the change, and is whole after it.
#include "ops/audit_fixture.h"
#include "ops/sealed_rows.h"

namespace postern::test {
namespace {

TEST_CASE_METHOD(AuditFixture, "a new root key is in the audit log, which is whole under it",
                 "[ops][audit][root key]") {
  for (int i = 0; i < 200; ++i) new_user(pool, "user" + std::to_string(i));
  const std::string id = chain();
  const std::string key = codec::base64_encode(std::string(32, 'n'));
  Json request = object("NewRootKey", key);
  int calls = 0;
  for (; !run("postern:RotateRootKey", request).get_bool("Complete"); ++calls) {
    request = Json::object();
    new_user(pool, "late" + std::to_string(calls));
  }
  CHECK(calls > 1);
  CHECK(opened_by(memory, std::string(32, 'k')) == 0);
  const Json event = only_event_of("RotateRootKey");
  CHECK(event.dump().find(key) == std::string::npos);
  run("postern:RunMaintenance", Json::object());
  CHECK(faults_in(id).empty());
  root_key = std::string(32, 'n');
  engine.reset();
  reopen(domain::AuditMode::changes);
  CHECK(all_faults().empty());
  CHECK(only_event_of("RotateRootKey").get_string("eventSource") ==
        event.get_string("eventSource"));
}

}  // namespace
}  // namespace postern::test
