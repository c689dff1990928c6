// SetUserPoolSessionConfiguration: starts or stops tracking sessions, and bounds them per user.
#include "ops/registry.h"
#include "ops/session_requests.h"

namespace postern::ops {
namespace {

Result<domain::Pool> configure(domain::Txn& txn, const Json& request, std::int64_t now_us) {
  POSTERN_TRY(const auto present, domain::load_pool(txn, request.get_string("UserPoolId")));
  POSTERN_CHECK(check_session_tier(*present));
  domain::Pool pool = *present;
  pool.tracks_sessions = request.get_string("UserSessionTracking") == "ENABLED";
  pool.sessions_per_user = static_cast<int>(request.find("TokenSession")->get_int("MaxPerUser"));
  pool.modified_us = now_us;
  POSTERN_CHECK(domain::save_pool(txn, pool));
  return pool;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto pool, context.store().transact([&](domain::Txn& txn) {
    return configure(txn, request, context.store().now_us());
  }));
  if (!pool.tracks_sessions) {
    POSTERN_CHECK(domain::forget_tracked_sessions(context.store(), pool.id));
  }
  return render_session_configuration(pool);
}

}  // namespace

const Operation kSetUserPoolSessionConfiguration{"SetUserPoolSessionConfiguration", handle};

}  // namespace postern::ops
