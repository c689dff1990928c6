// How often a user may ask for one kind of thing within an hour.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// Calls an hour, as Cognito documents them (developer guide, "Quotas").
struct QuotaRule {
  std::string_view kind;
  int per_hour;
};
inline constexpr QuotaRule kResendQuota{"resend", 5};
inline constexpr QuotaRule kConfirmSignUpQuota{"confirm", 15};
inline constexpr QuotaRule kForgotPasswordQuota{"forgot", 20};
inline constexpr QuotaRule kChangePasswordQuota{"change", 5};
inline constexpr QuotaRule kAttributeCodeQuota{"attribute-code", 5};
inline constexpr QuotaRule kVerifyAttributeQuota{"verify", 15};
// Not documented: what keeps a first factor that anyone can ask for from filling inboxes.
inline constexpr QuotaRule kSignInCodeQuota{"sign-in-code", 30};
// Not documented either: codes of all kinds to one address, more than one user alone can ask for.
inline constexpr int kCodesToAddressPerHour = 60;

// Counts one call; LimitExceededException when the hour's are used up. The count must be kept even
// if the call refuses: commit it (storage::commit_then_refuse) or count in a transaction of its
// own.
Status use_quota(Txn& txn, std::string_view pool_id, std::string_view sub, const QuotaRule& rule,
                 std::int64_t now_us);

}  // namespace postern::domain
