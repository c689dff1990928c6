// What the operations on tracked sessions have in common.
#include "ops/session_requests.h"

#include "domain/sessions.h"
#include "ops/paging.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Json render_session(const domain::TrackedSession& session, std::string_view current) {
  Json json = Json::object();
  json.set("SessionId", session.id)
      .set("SessionType", "TOKEN")
      .set("ClientId", session.client_id)
      .set("CreateDate", render_time(session.created_us))
      .set("LastActiveDate", render_time(session.active_us))
      .set("DeviceType", session.device.empty() ? std::string("unknown") : session.device);
  if (!session.ip.empty()) json.set("LastIPAddress", session.ip);
  return json.set("IsCurrentSession", !current.empty() && session.session_id == current);
}

}  // namespace

Status check_session_tier(const domain::Pool& pool) {
  if (pool.settings.get_string("UserPoolTier") != "LITE") return ok();
  return reject("FeatureUnavailableInTierException",
                "Session tracking is not available in the LITE tier.");
}

Status check_tracks_sessions(const domain::Pool& pool) {
  if (pool.tracks_sessions) return ok();
  return invalid_parameter("Session tracking is not enabled for the user pool.");
}

Json render_session_configuration(const domain::Pool& pool) {
  return Json::object()
      .set("UserPoolId", pool.id)
      .set("UserSessionTracking", pool.tracks_sessions ? "ENABLED" : "DISABLED")
      .set("TokenSession", Json::object().set("MaxPerUser", pool.sessions_per_user));
}

Json render_client_session_configuration(const domain::Client& client) {
  return Json::object()
      .set("UserPoolId", client.pool_id)
      .set("ClientId", client.id)
      .set("SSOSession", Json::object().set("MaxValidityMinutes", client.sso_session_minutes));
}

Result<Json> list_sessions(Context& context, const domain::Pool& pool, std::string_view sub,
                           std::string_view current, const Json& request) {
  POSTERN_CHECK(check_tracks_sessions(pool));
  // All fit on one page: any token that comes in is not ours.
  POSTERN_TRY([[maybe_unused]] const Page page,
              parse_page(context, {"ListUserSessions", pool.id}, request));
  POSTERN_TRY(const auto sessions, context.store().read([&](domain::Txn& txn) {
    return domain::list_tracked_sessions(txn, pool.id, sub, context.store().now_us());
  }));
  Json list = Json::array();
  for (const auto& session : sessions) list.push_back(render_session(session, current));
  return Json::object().set("Sessions", std::move(list));
}

Status revoke_session(domain::Txn& txn, const domain::Pool& pool, std::string_view sub,
                      std::string_view current, const Json& request, std::int64_t now_us) {
  POSTERN_CHECK(check_tracks_sessions(pool));
  POSTERN_TRY(const auto session, domain::find_tracked_session(
                                      txn, pool.id, sub, request.get_string("SessionId"), now_us));
  if (!session) return reject("ResourceNotFoundException", "Session does not exist.");
  if (!current.empty() && session->session_id == current) {
    return invalid_parameter("The current session cannot be revoked.");
  }
  POSTERN_CHECK(domain::revoke_tracked_session(txn, pool.id, sub, *session));
  if (request.get_string("RevokeAssociatedSessions") != "LINKED") return ok();
  POSTERN_TRY(const auto ended, domain::find_session(txn, pool.id, sub, session->session_id));
  return ended ? domain::revoke_linked_sessions(txn, pool.id, *ended) : ok();
}

}  // namespace postern::ops
