// The second factor: whether a sign-in owes one, and asking for it.
#pragma once

#include "auth/advance.h"
#include "auth/mfa_decision.h"
#include "auth/verification.h"

namespace postern::auth {

// Why a second factor is due: the pool and the user want it, or threat protection does.
enum class MfaDemand { by_rule, by_risk };

// What the user would be asked for by what is stored now.
Result<MfaDecision> decide_mfa_of(domain::Txn& txn, const domain::Pool& pool,
                                  const domain::User& user, MfaDemand demand = MfaDemand::by_rule);

// Whether `user` still owes a second factor after what `progress` has proven: the decision order of
// the developer guide, "Details of MFA logic". A remembered device, the host's own challenges and a
// passkey that counts twice stand for one, and so does the code of a sign-up, once. Read again in
// the transaction that begins the session, so that a factor added meanwhile counts (T08).
Result<bool> owes_second_factor(domain::Txn& txn, const domain::Pool& pool,
                                const domain::User& user, const Progress& progress,
                                std::int64_t now_us);

// What a user who owes one is asked for after `step`. MFAMethodNotFoundException when the user has
// none and can set none up: to be known before the step counts.
Result<MfaDecision> second_factor_of(domain::Txn& txn, const domain::Pool& pool, const Step& step);

// The challenge that asks for it.
Result<Json> ask_second_factor(Services& services, const AuthRequest& request, const Step& step);

// The challenge of one factor.
Result<Json> ask_mfa(Services& services, const AuthRequest& request, const Step& step,
                     domain::MfaKind kind);

// SMS_MFA or EMAIL_OTP: sends a code there. With `sets_up` the address becomes the user's once the
// code has come back.
Result<Json> ask_message_mfa(Services& services, const AuthRequest& request, const Step& step,
                             const Channel& channel, bool sets_up);

// SOFTWARE_TOKEN_MFA, SELECT_MFA_TYPE among `offered`, MFA_SETUP of one of `offered`.
Result<Json> ask_software_token_mfa(Services& services, const AuthRequest& request,
                                    const Step& step);
Result<Json> ask_select_mfa_type(Services& services, const AuthRequest& request, const Step& step,
                                 const std::vector<domain::MfaKind>& offered);
Result<Json> ask_mfa_setup(Services& services, const AuthRequest& request, const Step& step,
                           const std::vector<domain::MfaKind>& offered);

// ["SMS_MFA", ...]
Json mfa_names(const std::vector<domain::MfaKind>& kinds);

}  // namespace postern::auth
