// Second factors of one user: the row, and the seed of an authenticator app on its way into it.
#pragma once

#include <optional>
#include <string_view>

#include "domain/pool.h"
#include "domain/store.h"

namespace postern::domain {

// "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP": the names of the factors and of their challenges.
std::string_view mfa_name(MfaKind kind);
std::optional<MfaKind> mfa_kind(std::string_view name);

// "phone_number" or "email"; empty for an authenticator app.
std::string_view mfa_attribute(MfaKind kind);

// Whether the user has switched the factor on, and switching it. Passkeys do not stand for both
// factors alone: they stop doing so when the last factor beside them is switched off.
bool is_enabled(const Mfa& mfa, MfaKind kind);
void set_enabled(Mfa& mfa, MfaKind kind, bool enabled);

// Whether any of those is on.
bool has_enabled(const Mfa& mfa);

// Whether a passkey with user verification is both factors of this user: the pool and the user
// have to say so (WebAuthnMfaSettings).
bool passkey_is_multi_factor(const Pool& pool, const Mfa& mfa);

// A user without a row has no second factor.
Result<Mfa> load_mfa(Txn& txn, std::string_view pool_id, std::string_view sub);
Status save_mfa(Txn& txn, std::string_view pool_id, std::string_view sub, const Mfa& mfa);

// An authenticator app that has shown a code: its seed, the step of that code, its name.
struct ProvenTotp {
  std::string seed;
  std::int64_t step = 0;
  std::string device_name;
};

// Puts it in force in place of any other.
void register_totp(Mfa& mfa, const ProvenTotp& proven);
void remove_totp(Mfa& mfa);

// Uses a step of `seed` up: ExpiredCodeException for one that is not newer than the last (M01,
// M13), refused as well when another seed is in force by now.
Status accept_totp_step(Txn& txn, std::string_view pool_id, std::string_view sub,
                        std::string_view seed, std::int64_t step);

// A seed that was handed to a signed-in user and has not shown a code yet: one a user, for an hour.
// The seed in force stays until then (M09).
Status put_pending_totp(Txn& txn, std::string_view pool_id, std::string_view sub,
                        std::string_view seed, std::int64_t now_us);
Result<std::optional<PendingTotp>> find_pending_totp(Txn& txn, std::string_view pool_id,
                                                     std::string_view sub, std::int64_t now_us);

Status forget_pending_totp(Txn& txn, std::string_view pool_id, std::string_view sub);

// Uses the pending seed up: it is in force from now on. Refused when `proven` is not it any more.
Status confirm_pending_totp(Txn& txn, std::string_view pool_id, std::string_view sub,
                            const ProvenTotp& proven, std::int64_t now_us);

// Of the codes sent to a user as a second factor only the last counts (M11): it is named by an id
// that the session it was sent for knows.
Status set_last_sent_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                          std::string_view id, std::int64_t expires_us);
Result<bool> is_last_sent_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                               std::string_view id);

// In a pool that demands MFA the code of a sign-up stands for the second factor of the first
// sign-in, within a day: whoever signed up has shown the address moments ago.
Status grant_first_sign_in(Txn& txn, std::string_view pool_id, std::string_view sub,
                           std::int64_t now_us);
Result<bool> has_first_sign_in(Txn& txn, std::string_view pool_id, std::string_view sub,
                               std::int64_t now_us);
Status end_first_sign_in(Txn& txn, std::string_view pool_id, std::string_view sub);

// When the user is removed.
Status erase_mfa_of(Txn& txn, std::string_view pool_id, std::string_view sub);

}  // namespace postern::domain
