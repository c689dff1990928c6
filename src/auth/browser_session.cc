// The session of a browser that has signed in on the pages of managed login.
#include "auth/browser_session.h"

#include <algorithm>

#include "auth/lookup.h"
#include "auth/mfa.h"
#include "auth/sealed_tokens.h"
#include "domain/browser_sessions.h"
#include "domain/mfa.h"
#include "domain/pool.h"

namespace postern::auth {
namespace {

constexpr std::string_view kKind = "browser";
// The longest SSOSession.MaxValidityMinutes: ninety days.
constexpr std::int64_t kLongestUs = 129'600 * 60 * kMicrosPerSecond;

struct Name {
  std::string sub;
  std::string id;
};

// Nothing for a text that names none; an error where the store could not be asked.
Result<std::optional<Name>> open_name(Services& services, const domain::Pool& pool,
                                      std::string_view text) {
  using Found = std::optional<Name>;
  if (text.empty()) return Found();
  const auto content = services.sealed.open(kKind, text);
  if (!content.ok() && content.error().errc != Errc::corrupt) return content.error();
  if (!content.ok() || content->get_string("p") != pool.id) return Found();
  return Found(Name{std::string(content->get_string("s")), std::string(content->get_string("i"))});
}

bool has_method(const domain::BrowserSession& session, std::string_view method) {
  return std::ranges::find(session.amr, method) != session.amr.end();
}

// What a passkey counted for when the session began is not known once the pool has changed.
Result<bool> was_passkey_for_both(domain::Txn& txn, const domain::Pool& pool,
                                  const domain::BrowserSession& session) {
  const bool passkey = has_method(session, "swk") || has_method(session, "hwk");
  if (!passkey || pool.modified_us >= session.started_us) return false;
  POSTERN_TRY(const auto mfa, domain::load_mfa(txn, pool.id, session.sub));
  return domain::passkey_is_multi_factor(pool, mfa);
}

}  // namespace

void begin_browser_session(Services& services, domain::BrowserSession& session) {
  session.id = domain::new_uuid(services.store.random());
  session.started_us = services.store.now_us();
  session.expires_us = session.started_us + kLongestUs;
  if (session.event_id.empty()) session.event_id = domain::new_uuid(services.store.random());
}

std::string seal_browser_session(Services& services, std::string_view pool_id,
                                 const domain::BrowserSession& session) {
  Json content = Json::object();
  content.set("p", pool_id).set("s", session.sub).set("i", session.id);
  return services.sealed.seal(kKind, content);
}

Result<std::optional<BrowserSignIn>> open_browser_session(Services& services,
                                                          const domain::Pool& pool,
                                                          std::string_view text) {
  using Found = std::optional<BrowserSignIn>;
  POSTERN_TRY(const auto name, open_name(services, pool, text));
  if (!name) return Found();
  return services.store.read([&](domain::Txn& txn) -> Result<Found> {
    POSTERN_TRY(auto session, domain::find_browser_session(txn, pool.id, name->sub, name->id,
                                                           services.store.now_us()));
    if (!session) return Found();
    POSTERN_TRY(auto user, domain::find_user_by_sub(txn, pool, session->sub));
    if (!user || !check_may_go_on(*user).ok()) return Found();
    return Found(BrowserSignIn{std::move(*session), std::move(*user)});
  });
}

Result<bool> still_suffices(Services& services, const domain::Pool& pool,
                            const BrowserSignIn& signed_in) {
  // Whoever signs in elsewhere is asked there.
  if (!signed_in.session.provider.empty()) return true;
  if (signed_in.user.status == domain::UserStatus::force_change_password) return false;
  if (has_method(signed_in.session, "mfa")) return true;
  return services.store.read([&](domain::Txn& txn) -> Result<bool> {
    POSTERN_TRY(const MfaDecision decision, decide_mfa_of(txn, pool, signed_in.user));
    if (decision.kind == MfaDecision::Kind::none) return true;
    return was_passkey_for_both(txn, pool, signed_in.session);
  });
}

bool is_fresh_for(const domain::BrowserSession& session, const domain::Client& client,
                  std::optional<std::int64_t> max_age_s, std::int64_t now_us) {
  const std::int64_t age_us = now_us - session.started_us;
  if (age_us >= client.sso_session_minutes * 60 * kMicrosPerSecond) return false;
  return !max_age_s || age_us <= *max_age_s * kMicrosPerSecond;
}

Status end_browser_session(Services& services, const domain::Pool& pool, std::string_view text) {
  POSTERN_TRY(const auto name, open_name(services, pool, text));
  if (!name) return ok();
  return services.store.transact([&](domain::Txn& txn) {
    return domain::erase_browser_session(txn, pool.id, name->sub, name->id);
  });
}

}  // namespace postern::auth
