// postern:DeclareRestored: says that the store was put back, from a backup or by the database
// server's own means. What was handed out before and is good for once is void from here on (D26):
// codes, challenge sessions, upload URLs, pagination tokens, registrations under way, the last
// steps of authenticator apps. Sessions end, with {"Sessions":"KEEP"} only those whose refresh
// tokens rotate. An engine that opens a backup has done so by itself; then the first call decides
// about the sessions alone.
#include "domain/root_keys.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<bool> keeps_sessions(const Json& request) {
  const std::string_view sessions = request.get_string("Sessions");
  if (sessions.empty() || sessions == "END") return false;
  if (sessions == "KEEP") return true;
  return invalid_parameter("Sessions must be END or KEEP.");
}

// Below what the audit log and the verifier see.
Status publish(domain::Store& store) {
  return store.transact([](domain::Txn& txn) -> Status {
    txn.leave_event();
    txn.revokes_all();
    return ok();
  });
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const bool keeps, keeps_sessions(request));
  domain::RootKeys& keys = context.services.root_keys;
  POSTERN_CHECK(keys.begin_epoch(keeps));
  POSTERN_CHECK(publish(context.store()));
  return Json::object().set("Epoch", keys.epoch().get().number);
}

}  // namespace

const Operation kPosternDeclareRestored{"DeclareRestored", handle};

}  // namespace postern::ops
