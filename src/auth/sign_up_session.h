// The Sessions of a sign-up: from SignUp to ConfirmSignUp, and on into the first sign-in.
#pragma once

#include <string>
#include <string_view>

#include "auth/services.h"
#include "base/result.h"
#include "domain/client.h"
#include "domain/codes.h"
#include "domain/user.h"

namespace postern::auth {

// What the Session is sealed for that ConfirmSignUp returns: InitiateAuth USER_AUTH goes on from
// it, once, with the code as the first factor.
inline constexpr std::string_view kSignedUp = "SIGNED_UP";

// A user and the name they signed up with.
struct SignedUp {
  const domain::PoolAndClient& target;
  const domain::User& user;
  std::string_view login;
};

// SignUp's Session; empty for a client that does not allow USER_AUTH.
std::string sign_up_session(Services& services, const SignedUp& who);

// ConfirmSignUp may be given SignUp's Session. NotAuthorizedException when it is none of this
// client; one whose time is over is as good as none.
Status check_sign_up_session(Services& services, const domain::PoolAndClient& target,
                             std::string_view session);

// ConfirmSignUp's Session, after a code sent to `proven` was right; empty for a client that does
// not allow USER_AUTH.
std::string signed_up_session(Services& services, const SignedUp& who,
                              const domain::CodeTarget& proven);

}  // namespace postern::auth
