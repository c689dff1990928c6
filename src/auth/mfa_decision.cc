// The decision order of the developer guide, "Details of MFA logic".
#include "auth/mfa_decision.h"

#include <algorithm>

#include "domain/mfa.h"

namespace postern::auth {
namespace {

using domain::MfaKind;
using Kind = MfaDecision::Kind;
using Factors = std::vector<MfaKind>;

constexpr MfaKind kAll[] = {MfaKind::sms, MfaKind::totp, MfaKind::email};

bool pool_takes(const MfaSituation& s, MfaKind kind) {
  switch (kind) {
    case MfaKind::sms:
      return s.pool.sms;
    case MfaKind::totp:
      return s.pool.totp;
    case MfaKind::email:
      return s.pool.email;
    case MfaKind::none:
      break;
  }
  return false;
}

// Whether the user has what it takes: a number, an address, a registered app.
bool user_has(const MfaSituation& s, MfaKind kind) {
  if (kind == MfaKind::sms) return s.has_phone_number;
  if (kind == MfaKind::email) return s.has_email;
  return kind == MfaKind::totp && !s.mfa.totp_seed.empty();
}

bool usable(const MfaSituation& s, MfaKind kind) {
  return pool_takes(s, kind) && user_has(s, kind);
}

// A mailbox that resets the password would be the only thing a sign-in takes (M08).
bool is_recovery(const MfaSituation& s, MfaKind kind) {
  return !s.pool.recovery_attribute.empty() &&
         domain::mfa_attribute(kind) == s.pool.recovery_attribute;
}

template <class Test>
Factors those(Test test) {
  Factors found;
  std::copy_if(std::begin(kAll), std::end(kAll), std::back_inserter(found), test);
  return found;
}

MfaDecision one_of(Factors factors) {
  const Kind kind = factors.size() == 1 ? Kind::ask : Kind::choose;
  return {kind, std::move(factors)};
}

// What the user switched on, the preferred one before the others.
MfaDecision decide_optional(const MfaSituation& s) {
  const auto in_force = [&](MfaKind kind) {
    return usable(s, kind) && domain::is_enabled(s.mfa, kind);
  };
  if (in_force(s.mfa.preferred)) return {Kind::ask, {s.mfa.preferred}};
  Factors factors = those(in_force);
  return factors.empty() ? MfaDecision{} : one_of(std::move(factors));
}

// Whatever there is, switched on or not: nobody opts out of what the pool demands.
MfaDecision decide_required(const MfaSituation& s) {
  if (usable(s, s.mfa.preferred)) return {Kind::ask, {s.mfa.preferred}};
  Factors factors = those([&](MfaKind kind) { return usable(s, kind) && !is_recovery(s, kind); });
  if (!factors.empty()) return one_of(std::move(factors));
  const bool has_address = s.has_phone_number || s.has_email;
  Factors can_set_up = those([&](MfaKind kind) {
    if (kind == MfaKind::totp) return s.pool.totp;
    return !has_address && pool_takes(s, kind) && !is_recovery(s, kind);
  });
  if (can_set_up.empty()) return {Kind::impossible, {}};
  return {Kind::set_up, std::move(can_set_up)};
}

}  // namespace

MfaDecision decide_mfa(const MfaSituation& situation) {
  switch (situation.pool.mode) {
    case domain::MfaMode::off:
      return {};
    case domain::MfaMode::optional:
      return situation.demanded ? decide_required(situation) : decide_optional(situation);
    case domain::MfaMode::on:
      return decide_required(situation);
  }
  return {};
}

}  // namespace postern::auth
