// Threat protection at work: addresses that are shut out, sign-ins that are unusual, passwords that
// others know. What is found is noted with the event; in a pool that is ENFORCED it is acted on.
#pragma once

#include <string_view>

#include "auth/advance.h"
#include "domain/threat_protection.h"

namespace postern::auth {

// NotAuthorizedException for a request from a blocked range, whoever it names.
Status check_address(Services& services, const AuthRequest& request);

// Weighs a sign-in once its first factor is proven, once: whoever only knows a name learns nothing
// and has no mail sent. Refuses it, or lets Progress owe a second factor, as the risk configuration
// says, and tells the user where that is wanted.
Status weigh_risk(Services& services, const AuthRequest& request, Step& step);

// Whose password is looked at, and where.
struct PasswordInUse {
  const domain::Pool& pool;
  std::string_view client_id;
  std::string_view username;
  std::string_view password;
  domain::PasswordUse use;
};

struct PasswordVerdict {
  bool compromised = false;
  bool refuse = false;  // The pool wants such a password refused there.
};

// Asks the host's CompromisedPassword function; where there is none, a short list of the passwords
// that every attacker tries first. REQUIRES: no transaction is held.
Result<PasswordVerdict> judge_password(Services& services, const PasswordInUse& password);

// The same for a password that is to be set: InvalidPasswordException where it is refused.
Status check_uncompromised(Services& services, const PasswordInUse& password);

}  // namespace postern::auth
