// Registering an authenticator app: AssociateSoftwareToken hands a seed out, VerifySoftwareToken
// takes a code of it. Either for a signed-in user, or in the midst of a sign-in that MFA_SETUP
// holds up.
#pragma once

#include <string>
#include <string_view>

#include "auth/challenge_session.h"
#include "domain/mfa.h"

namespace postern::auth {

inline constexpr std::string_view kMfaSetup = "MFA_SETUP";

// For a signed-in user: the new seed as base32 text, shown this once. The one in force stays until
// a code of the new one was shown. SoftwareTokenMFANotFoundException where the pool takes none.
Result<std::string> associate_software_token(Services& services, const domain::Pool& pool,
                                             const domain::User& user);

// Puts the new seed in force. EnableSoftwareTokenMFAException for a wrong code, which may be
// repeated.
Status verify_software_token(Services& services, const domain::Pool& pool, const domain::User& user,
                             std::string_view code, std::string_view device_name);

// The same with the Session of MFA_SETUP, which goes on as a new one: the seed rides in it, sealed,
// and is in force once a code of it was shown, whether or not the sign-in goes on (moto's tests
// found that of Cognito).
struct AssociatedToken {
  std::string secret_code;
  std::string session;
};
Result<AssociatedToken> associate_in_sign_in(Services& services, std::string_view session);
Result<std::string> verify_in_sign_in(Services& services, std::string_view session,
                                      std::string_view code, std::string_view device_name);

// The seed that verify_in_sign_in() has seen a code of; nothing before.
std::optional<std::string> proven_seed(const ChallengeSession& session);

}  // namespace postern::auth
