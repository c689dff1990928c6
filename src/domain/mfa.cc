// Second factors of one user: the row, and the seed of an authenticator app on its way into it.
#include "domain/mfa.h"

#include "crypto/digest.h"
#include "crypto/totp.h"
#include "domain/expiring.h"
#include "domain/keyspace.h"

namespace postern::domain {
namespace {

constexpr std::int64_t kHourUs = 3600 * kMicrosPerSecond;
constexpr std::int64_t kPendingUs = kHourUs;
constexpr std::int64_t kFirstSignInUs = 24 * kHourUs;

struct NamedKind {
  MfaKind kind;
  std::string_view name;
  std::string_view attribute;
};
constexpr NamedKind kKinds[] = {{MfaKind::sms, "SMS_MFA", "phone_number"},
                                {MfaKind::totp, "SOFTWARE_TOKEN_MFA", ""},
                                {MfaKind::email, "EMAIL_OTP", "email"}};

// Steps that an authenticator app could show before the epoch began, its clock running ahead.
std::int64_t last_step_before(const Epoch& epoch) {
  if (epoch.began_us == 0) return 0;
  return crypto::totp::step_at(epoch.began_us / kMicrosPerSecond) + 1;
}

}  // namespace

std::string_view mfa_name(MfaKind kind) {
  for (const NamedKind& row : kKinds) {
    if (row.kind == kind) return row.name;
  }
  return "";
}

std::optional<MfaKind> mfa_kind(std::string_view name) {
  for (const NamedKind& row : kKinds) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

std::string_view mfa_attribute(MfaKind kind) {
  for (const NamedKind& row : kKinds) {
    if (row.kind == kind) return row.attribute;
  }
  return "";
}

bool is_enabled(const Mfa& mfa, MfaKind kind) {
  switch (kind) {
    case MfaKind::sms:
      return mfa.sms;
    case MfaKind::totp:
      return mfa.totp;
    case MfaKind::email:
      return mfa.email;
    case MfaKind::none:
      break;
  }
  return false;
}

void set_enabled(Mfa& mfa, MfaKind kind, bool enabled) {
  if (kind == MfaKind::sms) mfa.sms = enabled;
  if (kind == MfaKind::totp) mfa.totp = enabled;
  if (kind == MfaKind::email) mfa.email = enabled;
  if (!enabled && mfa.preferred == kind) mfa.preferred = MfaKind::none;
  if (!has_enabled(mfa)) mfa.passkey = false;
}

bool has_enabled(const Mfa& mfa) {
  return mfa.sms || mfa.totp || mfa.email;
}

bool passkey_is_multi_factor(const Pool& pool, const Mfa& mfa) {
  return pool.mfa.passkey_is_multi_factor && mfa.passkey;
}

Result<Mfa> load_mfa(Txn& txn, std::string_view pool_id, std::string_view sub) {
  POSTERN_TRY(auto stored, txn.get<Mfa>(keys::mfa(pool_id, sub)));
  return stored ? std::move(*stored) : Mfa();
}

Status save_mfa(Txn& txn, std::string_view pool_id, std::string_view sub, const Mfa& mfa) {
  return txn.put(keys::mfa(pool_id, sub), mfa);
}

void register_totp(Mfa& mfa, const ProvenTotp& proven) {
  mfa.totp = true;
  mfa.totp_seed = proven.seed;
  mfa.totp_last_step = proven.step;
  mfa.totp_device_name = proven.device_name;
}

void remove_totp(Mfa& mfa) {
  set_enabled(mfa, MfaKind::totp, false);
  mfa.totp_seed.clear();
  mfa.totp_last_step = 0;
  mfa.totp_device_name.clear();
}

Status accept_totp_step(Txn& txn, std::string_view pool_id, std::string_view sub,
                        std::string_view seed, std::int64_t step) {
  POSTERN_TRY(Mfa mfa, load_mfa(txn, pool_id, sub));
  if (!crypto::equal(mfa.totp_seed, seed)) return not_authorized("Invalid session for the user.");
  if (step <= mfa.totp_last_step || step <= last_step_before(txn.epoch())) {
    return reject("ExpiredCodeException", "Your software token has already been used once.");
  }
  mfa.totp_last_step = step;
  return save_mfa(txn, pool_id, sub, mfa);
}

Status put_pending_totp(Txn& txn, std::string_view pool_id, std::string_view sub,
                        std::string_view seed, std::int64_t now_us) {
  PendingTotp pending;
  pending.seed = seed;
  pending.expires_us = now_us + kPendingUs;
  pending.epoch = txn.epoch().number;
  return put_expiring(txn, keys::pending_totp(pool_id, sub), pending);
}

Result<std::optional<PendingTotp>> find_pending_totp(Txn& txn, std::string_view pool_id,
                                                     std::string_view sub, std::int64_t now_us) {
  POSTERN_TRY(auto pending, txn.get<PendingTotp>(keys::pending_totp(pool_id, sub)));
  const auto is_void = [&] {
    return now_us >= pending->expires_us || txn.epoch().is_over(pending->epoch);
  };
  if (pending && is_void()) pending.reset();
  return pending;
}

Status forget_pending_totp(Txn& txn, std::string_view pool_id, std::string_view sub) {
  return erase_expiring<PendingTotp>(txn, keys::pending_totp(pool_id, sub));
}

Status confirm_pending_totp(Txn& txn, std::string_view pool_id, std::string_view sub,
                            const ProvenTotp& proven, std::int64_t now_us) {
  POSTERN_TRY(const auto pending, find_pending_totp(txn, pool_id, sub, now_us));
  if (!pending || !crypto::equal(pending->seed, proven.seed)) {
    return invalid_parameter("User has not set up software token mfa");
  }
  POSTERN_CHECK(forget_pending_totp(txn, pool_id, sub));
  POSTERN_TRY(Mfa mfa, load_mfa(txn, pool_id, sub));
  register_totp(mfa, proven);
  return save_mfa(txn, pool_id, sub, mfa);
}

Status set_last_sent_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                          std::string_view id, std::int64_t expires_us) {
  Code last;
  last.salt = id;
  last.expires_us = expires_us;
  return txn.put(keys::code(pool_id, sub, "mfa"), last);
}

Result<bool> is_last_sent_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                               std::string_view id) {
  POSTERN_TRY(const auto last, txn.get<Code>(keys::code(pool_id, sub, "mfa")));
  return last && last->salt == id;
}

Status grant_first_sign_in(Txn& txn, std::string_view pool_id, std::string_view sub,
                           std::int64_t now_us) {
  Used until;
  until.expires_us = now_us + kFirstSignInUs;
  until.epoch = txn.epoch().number;
  return put_expiring(txn, keys::first_sign_in(pool_id, sub), until);
}

Result<bool> has_first_sign_in(Txn& txn, std::string_view pool_id, std::string_view sub,
                               std::int64_t now_us) {
  POSTERN_TRY(const auto granted, txn.get<Used>(keys::first_sign_in(pool_id, sub)));
  return granted && now_us < granted->expires_us && !txn.epoch().is_over(granted->epoch);
}

Status end_first_sign_in(Txn& txn, std::string_view pool_id, std::string_view sub) {
  return erase_expiring<Used>(txn, keys::first_sign_in(pool_id, sub));
}

Status erase_mfa_of(Txn& txn, std::string_view pool_id, std::string_view sub) {
  POSTERN_CHECK(forget_pending_totp(txn, pool_id, sub));
  POSTERN_CHECK(end_first_sign_in(txn, pool_id, sub));
  return txn.erase(keys::mfa(pool_id, sub));
}

}  // namespace postern::domain
