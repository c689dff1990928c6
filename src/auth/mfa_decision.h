// The decision order of the developer guide, "Details of MFA logic", as a pure function.
#pragma once

#include <vector>

#include "domain/mfa_config.h"
#include "domain/records.h"

namespace postern::auth {

// What is known of a user when their first factor is proven.
struct MfaSituation {
  const domain::MfaConfig& pool;
  const domain::Mfa& mfa;
  bool has_phone_number = false;  // Verified or not: the code itself verifies.
  bool has_email = false;
  // An unusual sign-in: where factors are optional one is asked for all the same.
  bool demanded = false;
};

struct MfaDecision {
  enum class Kind {
    none,        // Nothing is asked for.
    ask,         // The one of `factors`.
    choose,      // One of `factors`: SELECT_MFA_TYPE.
    set_up,      // One of `factors`, which the user does not have yet: MFA_SETUP.
    impossible,  // A factor is due and there is none the user could show.
  } kind = Kind::none;
  std::vector<domain::MfaKind> factors;
};

MfaDecision decide_mfa(const MfaSituation& situation);

}  // namespace postern::auth
