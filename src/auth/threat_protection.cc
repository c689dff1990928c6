// Threat protection at work.
#include "auth/threat_protection.h"

#include "auth/common_passwords.h"
#include "auth/mfa.h"
#include "auth/risk_score.h"
#include "auth/takeover_notice.h"
#include "domain/auth_events.h"
#include "triggers/triggers.h"

namespace postern::auth {
namespace {

using Action = domain::TakeoverAction::Kind;
using domain::RiskLevel;
using domain::ThreatMode;

constexpr std::size_t kHistoryLookedAt = 100;
constexpr std::string_view kCustomFlow = "CUSTOM_AUTH";

Error blocked() {
  return not_authorized("Unable to login because of security reasons.");
}

void note(const AuthRequest& request, const Progress& progress, RiskLevel level, bool block) {
  if (request.note == nullptr || level == RiskLevel::none) return;
  request.note->event_id = progress.event_id;
  request.note->decision = block ? "Block" : "AccountTakeover";
  request.note->level = domain::risk_level_name(level);
}

// What is known of the sign-in when it is weighed.
struct Weighed {
  RiskLevel level = RiskLevel::none;
  domain::TakeoverAction action;
  domain::RiskRules rules;
  bool can_ask = false;  // The user has a second factor that can be asked for.
};

// A factor the user would have to set up first proves nothing about who they are.
bool can_be_asked(const MfaDecision& decision) {
  return decision.kind == MfaDecision::Kind::ask || decision.kind == MfaDecision::Kind::choose;
}

Result<Weighed> weigh(Services& services, const AuthRequest& request, const domain::User& user) {
  const domain::Pool& pool = *request.pool;
  return services.store.read([&](domain::Txn& txn) -> Result<Weighed> {
    Weighed found;
    POSTERN_TRY(found.rules, domain::load_risk_rules(txn, pool.id, request.client->id));
    if (found.rules.skips_address(request.place.ip)) return found;
    POSTERN_TRY(const auto history,
                domain::list_auth_events(txn, pool.id, user.sub, {}, kHistoryLookedAt));
    found.level = risk_of(history, request.place, services.store.now_us());
    found.action = found.rules.action(found.level);
    POSTERN_TRY(const auto decision, decide_mfa_of(txn, pool, user, MfaDemand::by_risk));
    found.can_ask = can_be_asked(decision);
    return found;
  });
}

bool must_block(const Weighed& found) {
  return found.action.kind == Action::block ||
         (found.action.kind == Action::mfa_required && !found.can_ask);
}

bool asks_for_mfa(Action action) {
  return action == Action::mfa_required || action == Action::mfa_if_configured;
}

}  // namespace

Status check_address(Services& services, const AuthRequest& request) {
  const domain::Pool& pool = *request.pool;
  if (request.place.ip.empty() || domain::threat_mode(pool) != ThreatMode::enforced) return ok();
  POSTERN_TRY(const auto rules, services.store.read([&](domain::Txn& txn) {
    return domain::load_risk_rules(txn, pool.id, request.client->id);
  }));
  if (!rules.blocks_address(request.place.ip)) return ok();
  note(request, {}, RiskLevel::high, /*block=*/true);
  return blocked();
}

Status weigh_risk(Services& services, const AuthRequest& request, Step& step) {
  Progress& progress = step.progress;
  const ThreatMode mode = domain::threat_mode(*request.pool, progress.flow == kCustomFlow);
  if (mode == ThreatMode::off || progress.proven.empty() || !progress.event_id.empty()) return ok();
  progress.event_id = domain::new_uuid(services.store.random());
  POSTERN_TRY(const Weighed found, weigh(services, request, step.user));
  const bool acts = mode == ThreatMode::enforced;
  const bool block = acts && must_block(found);
  note(request, progress, found.level, block);
  if (!acts) return ok();
  progress.mfa_demanded = asks_for_mfa(found.action.kind) && found.can_ask;
  if (found.action.notify) {
    const Action taken =
        block ? Action::block : (progress.mfa_demanded ? found.action.kind : Action::none);
    send_takeover_notice(services, request, step, found.rules.notice(taken), taken);
  }
  return block ? Status(blocked()) : ok();
}

Result<PasswordVerdict> judge_password(Services& services, const PasswordInUse& password) {
  const domain::Pool& pool = password.pool;
  const ThreatMode mode = domain::threat_mode(pool);
  if (mode == ThreatMode::off) return PasswordVerdict();
  constexpr std::string_view kSources[] = {"CompromisedPassword_SignIn",
                                           "CompromisedPassword_SignUp",
                                           "CompromisedPassword_PasswordChange"};
  POSTERN_TRY(const auto answer,
              services.triggers.fire({.kind = triggers::Kind::compromised_password,
                                      .source = kSources[static_cast<int>(password.use)],
                                      .pool = pool,
                                      .username = password.username,
                                      .client_id = password.client_id,
                                      .request = Json::object().set("password", password.password),
                                      .response = Json::object().set("compromised", nullptr)}));
  PasswordVerdict verdict;
  verdict.compromised =
      answer ? answer->get_bool("compromised") : is_common_password(password.password);
  if (!verdict.compromised || mode != ThreatMode::enforced) return verdict;
  POSTERN_TRY(const auto rules, services.store.read([&](domain::Txn& txn) {
    return domain::load_risk_rules(txn, pool.id, password.client_id);
  }));
  verdict.refuse = rules.blocks_compromised(password.use);
  return verdict;
}

Status check_uncompromised(Services& services, const PasswordInUse& password) {
  POSTERN_TRY(const auto verdict, judge_password(services, password));
  if (!verdict.refuse) return ok();
  return reject("InvalidPasswordException",
                "Provided password cannot be used for security reasons.");
}

}  // namespace postern::auth
