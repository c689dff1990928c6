// The WEB_AUTHN challenge: asking for a passkey and verifying its answer (WebAuthn level 3, 7.2).
#pragma once

#include <string>
#include <string_view>

#include "auth/services.h"
#include "base/result.h"
#include "domain/passkeys.h"
#include "domain/pool.h"
#include "domain/user.h"

namespace postern::auth {

// What one WEB_AUTHN challenge asks.
struct CredentialRequest {
  std::string options;  // JSON text for ChallengeParameters' CREDENTIAL_REQUEST_OPTIONS.
  std::string
      challenge;  // Remembered in the challenge session, handed back to verify_credential().
};

// Asks for one of the user's passkeys, or with `user` null for any the authenticator has discovered
// for this pool. A user without passkeys, simulated ones included, is answered with the id of one
// that is always the same and does not exist (W12); so whether to offer WEB_AUTHN at all is the
// caller's question to has_passkeys().
//
// Reads in a snapshot of its own and writes nothing. Refuses with WebAuthnNotEnabledException or
// WebAuthnConfigurationMissingException where the pool has no passkeys.
Result<CredentialRequest> request_credential(Services& services, const domain::Pool& pool,
                                             const domain::User* user);

// What the pool says about passkeys, in a snapshot of its own; refuses where it has none.
Result<domain::PasskeyRules> passkey_rules(Services& services, const domain::Pool& pool);

// Whether the pool offers WEB_AUTHN as a first factor and this user could answer it.
Result<bool> has_passkeys(Services& services, const domain::Pool& pool, std::string_view sub);

// A passkey that has just been proven.
struct ProvenCredential {
  std::string sub;             // Whose it is.
  bool user_verified = false;  // The authenticator checked a PIN or a biometric.
  domain::PasskeyUse use;      // For domain::record_passkey_use().
};

// Verifies the CREDENTIAL of an answer, AuthenticationResponseJSON text, against the challenge of
// request_credential() and the passkeys of `user`; with `user` null the passkey says who it is, by
// its id and its user handle, which must agree (W11).
//
// Reads in a snapshot of its own and writes nothing. The caller does both of these inside the
// transaction of the sign-in (SignIn::effect): spend the challenge session, which is what makes the
// challenge good for once (W03), and domain::record_passkey_use(txn, pool.id, proven.use), which
// refuses a passkey that was deleted meanwhile and a signature counter that did not grow (W07). A
// session whose answer was refused should be spent as well.
//
// Every refusal is one NotAuthorizedException, whatever was wrong. Failures need no lockout: there
// is nothing to guess.
Result<ProvenCredential> verify_credential(Services& services, const domain::Pool& pool,
                                           const domain::User* user, std::string_view challenge,
                                           std::string_view credential);

}  // namespace postern::auth
