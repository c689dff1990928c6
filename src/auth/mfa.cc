// The second factor: whether a sign-in owes one, and asking for it.
#include "auth/mfa.h"

#include "domain/mfa.h"

namespace postern::auth {
namespace {

bool has_second_factor(const Factors& proven) {
  for (const Factor factor :
       {Factor::sms_mfa, Factor::email_mfa, Factor::totp, Factor::device, Factor::custom}) {
    if (proven.has(factor)) return true;
  }
  return false;
}

Result<bool> has_passkey_for_both(domain::Txn& txn, const domain::Pool& pool,
                                  const domain::User& user, const Factors& proven) {
  if (!proven.has(Factor::passkey_uv)) return false;
  POSTERN_TRY(const auto mfa, domain::load_mfa(txn, pool.id, user.sub));
  return domain::passkey_is_multi_factor(pool, mfa);
}

Error no_method() {
  return reject("MFAMethodNotFoundException", "The user has no MFA method that can be used.");
}

}  // namespace

Result<MfaDecision> decide_mfa_of(domain::Txn& txn, const domain::Pool& pool,
                                  const domain::User& user, MfaDemand demand) {
  POSTERN_TRY(const auto mfa, domain::load_mfa(txn, pool.id, user.sub));
  const auto has = [&](std::string_view attribute) {
    return !domain::attribute_or(user.attributes, attribute).empty();
  };
  return decide_mfa({.pool = pool.mfa,
                     .mfa = mfa,
                     .has_phone_number = has("phone_number"),
                     .has_email = has("email"),
                     .demanded = demand == MfaDemand::by_risk});
}

Result<bool> owes_second_factor(domain::Txn& txn, const domain::Pool& pool,
                                const domain::User& user, const Progress& progress,
                                std::int64_t now_us) {
  // Whoever signs in elsewhere is asked there.
  if (pool.mfa.mode == domain::MfaMode::off ||
      user.status == domain::UserStatus::external_provider || has_second_factor(progress.proven)) {
    return false;
  }
  POSTERN_TRY(const bool passkey, has_passkey_for_both(txn, pool, user, progress.proven));
  if (passkey) return false;
  if (progress.mfa_demanded) return true;
  POSTERN_TRY(const bool is_first, domain::has_first_sign_in(txn, pool.id, user.sub, now_us));
  if (is_first) return false;
  POSTERN_TRY(const MfaDecision decision, decide_mfa_of(txn, pool, user));
  return decision.kind != MfaDecision::Kind::none;
}

Result<MfaDecision> second_factor_of(domain::Txn& txn, const domain::Pool& pool, const Step& step) {
  const bool by_risk = step.progress.mfa_demanded;
  POSTERN_TRY(
      const MfaDecision decision,
      decide_mfa_of(txn, pool, step.user, by_risk ? MfaDemand::by_risk : MfaDemand::by_rule));
  // Whoever is not trusted to be the user sets no factor up for them.
  const bool may_set_up = !by_risk || pool.mfa.mode == domain::MfaMode::on;
  const bool may_ask = decision.kind == MfaDecision::Kind::ask ||
                       decision.kind == MfaDecision::Kind::choose ||
                       (decision.kind == MfaDecision::Kind::set_up && may_set_up);
  if (!may_ask) return no_method();
  return decision;
}

Result<Json> ask_second_factor(Services& services, const AuthRequest& request, const Step& step) {
  POSTERN_TRY(const MfaDecision decision, services.store.read([&](domain::Txn& txn) {
    return second_factor_of(txn, *request.pool, step);
  }));
  if (decision.kind == MfaDecision::Kind::ask) {
    return ask_mfa(services, request, step, decision.factors.front());
  }
  if (decision.kind == MfaDecision::Kind::choose) {
    return ask_select_mfa_type(services, request, step, decision.factors);
  }
  return ask_mfa_setup(services, request, step, decision.factors);
}

Result<Json> ask_mfa(Services& services, const AuthRequest& request, const Step& step,
                     domain::MfaKind kind) {
  if (kind == domain::MfaKind::totp) return ask_software_token_mfa(services, request, step);
  const std::string_view attribute = domain::mfa_attribute(kind);
  const std::string_view address = domain::attribute_or(step.user.attributes, attribute);
  if (address.empty()) return no_method();
  return ask_message_mfa(services, request, step, {std::string(attribute), std::string(address)},
                         /*sets_up=*/false);
}

Json mfa_names(const std::vector<domain::MfaKind>& kinds) {
  Json names = Json::array();
  for (const domain::MfaKind kind : kinds) names.push_back(domain::mfa_name(kind));
  return names;
}

}  // namespace postern::auth
