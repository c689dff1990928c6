// What the operations on tracked sessions have in common.
#include "ops/session_requests.h"

#include <algorithm>

#include "domain/browser_sessions.h"
#include "domain/sessions.h"
#include "ops/paging.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

// As the model has it: all of a user's sessions fit on one page.
constexpr std::size_t kListedMax = 125;
constexpr std::size_t kClientsAtOnce = 64;

// A session that tokens were had for, and the id of the browser's that it came from.
struct TokenSession {
  domain::TrackedSession tracked;
  std::string browser_session;
};

struct Sessions {
  std::vector<TokenSession> token;
  std::vector<domain::BrowserSession> sso;
};

// The longest that a client of the pool goes on with a browser without asking its user.
Result<std::int64_t> longest_sso_us(domain::Txn& txn, const domain::Pool& pool) {
  int minutes = 0;
  for (std::string after;;) {
    POSTERN_TRY(const auto clients, domain::list_clients(txn, pool.id, after, kClientsAtOnce));
    for (const auto& client : clients) minutes = std::max(minutes, client->sso_session_minutes);
    if (clients.size() < kClientsAtOnce) return minutes * 60 * kMicrosPerSecond;
    after = clients.back()->id;
  }
}

// Those that are good for something.
Result<Sessions> sessions_of(domain::Txn& txn, const domain::Pool& pool, std::string_view sub,
                             std::int64_t now_us) {
  Sessions sessions;
  POSTERN_TRY(auto tracked, domain::list_tracked_sessions(txn, pool.id, sub, now_us));
  for (domain::TrackedSession& one : tracked) {
    POSTERN_TRY(auto session, domain::find_session(txn, pool.id, sub, one.session_id));
    if (session) sessions.token.push_back({std::move(one), std::move(session->browser_session)});
  }
  POSTERN_TRY(sessions.sso, domain::list_browser_sessions(txn, pool.id, sub, now_us));
  POSTERN_TRY(const std::int64_t good_for_us, longest_sso_us(txn, pool));
  std::erase_if(sessions.sso, [&](const domain::BrowserSession& one) {
    return now_us - one.started_us >= good_for_us;
  });
  return sessions;
}

Json render(const TokenSession& session, const Sessions& all, std::string_view current) {
  const domain::TrackedSession& tracked = session.tracked;
  Json json = Json::object();
  json.set("SessionId", tracked.id)
      .set("SessionType", "TOKEN")
      .set("ClientId", tracked.client_id)
      .set("CreateDate", render_time(tracked.created_us))
      .set("LastActiveDate", render_time(tracked.active_us))
      .set("DeviceType", tracked.device.empty() ? std::string("unknown") : tracked.device);
  if (!tracked.ip.empty()) json.set("LastIPAddress", tracked.ip);
  for (const domain::BrowserSession& sso : all.sso) {
    if (sso.id == session.browser_session) json.set("OriginSessionId", domain::tracking_id(sso));
  }
  return json.set("IsCurrentSession", !current.empty() && tracked.session_id == current);
}

// It was last used when something last came of it.
Json render(const domain::BrowserSession& session, const Sessions& all) {
  std::int64_t active_us = session.started_us;
  for (const TokenSession& token : all.token) {
    if (token.browser_session == session.id) {
      active_us = std::max(active_us, token.tracked.created_us);
    }
  }
  return Json::object()
      .set("SessionId", domain::tracking_id(session))
      .set("SessionType", "SSO")
      .set("ClientId", session.client_id)
      .set("CreateDate", render_time(session.started_us))
      .set("LastActiveDate", render_time(active_us))
      .set("DeviceType", "unknown")
      .set("IsCurrentSession", false);
}

Error is_current() {
  return invalid_parameter("The current session cannot be revoked.");
}

Status revoke_browser(domain::Txn& txn, const domain::Pool& pool, std::string_view sub,
                      std::string_view current, const domain::BrowserSession& session,
                      bool linked) {
  if (linked && !current.empty()) {
    POSTERN_TRY(const auto own, domain::find_session(txn, pool.id, sub, current));
    if (own && own->browser_session == session.id) return is_current();
  }
  POSTERN_CHECK(domain::erase_browser_session(txn, pool.id, sub, session.id));
  return linked ? domain::revoke_sessions_of_browser(txn, pool.id, sub, session.id) : ok();
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
    return sessions_of(txn, pool, sub, context.store().now_us());
  }));
  Json list = Json::array();
  for (const auto& session : sessions.sso) list.push_back(render(session, sessions));
  for (const auto& session : sessions.token) {
    if (list.size() < kListedMax) list.push_back(render(session, sessions, current));
  }
  return Json::object().set("Sessions", std::move(list));
}

Status revoke_session(domain::Txn& txn, const domain::Pool& pool, std::string_view sub,
                      std::string_view current, const Json& request, std::int64_t now_us) {
  POSTERN_CHECK(check_tracks_sessions(pool));
  const std::string_view id = request.get_string("SessionId");
  const bool linked = request.get_string("RevokeAssociatedSessions") == "LINKED";
  POSTERN_TRY(const auto browsers, domain::list_browser_sessions(txn, pool.id, sub, now_us));
  for (const domain::BrowserSession& browser : browsers) {
    if (domain::tracking_id(browser) != id) continue;
    return revoke_browser(txn, pool, sub, current, browser, linked);
  }
  POSTERN_TRY(const auto session, domain::find_tracked_session(txn, pool.id, sub, id, now_us));
  if (!session) return reject("ResourceNotFoundException", "Session does not exist.");
  if (!current.empty() && session->session_id == current) return is_current();
  POSTERN_CHECK(domain::revoke_tracked_session(txn, pool.id, sub, *session));
  if (!linked) return ok();
  POSTERN_TRY(const auto ended, domain::find_session(txn, pool.id, sub, session->session_id));
  return ended ? domain::revoke_linked_sessions(txn, pool.id, *ended) : ok();
}

}  // namespace postern::ops
