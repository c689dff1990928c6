// What a pool's SignInPolicy lets users sign in with first.
#pragma once

#include "domain/pool.h"

namespace postern::domain {

// First factors besides the password, which every pool has.
struct FirstFactors {
  bool email_otp = false;
  bool sms_otp = false;
  bool web_authn = false;

  // With any of them a user needs no password.
  [[nodiscard]] bool sends_codes() const { return email_otp || sms_otp; }
};
FirstFactors first_factors(const Pool& pool);

// InvalidParameterException for a list without the password or, where MFA is required, with what
// could not lead to it; FeatureUnavailableInTierException for more than the password in LITE.
Status check_sign_in_policy(const Pool& pool);

}  // namespace postern::domain
