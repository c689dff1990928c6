// The two ceremonies of WebAuthn as pure functions: verifying what was registered (level 3, 7.1)
// and what was asserted (7.2), whatever the engine keeps of either.
#pragma once

#include <string_view>

#include "base/result.h"
#include "codec/authenticator_data.h"
#include "codec/client_data.h"
#include "codec/public_key_credential.h"
#include "domain/passkeys.h"

namespace postern::auth {

// What both refuse, and how:
//   WebAuthnOriginNotAllowedException         a page that may not use the relying party's passkeys
//                                             (W01), a frame in any page (W18)
//   WebAuthnRelyingPartyMismatchException     another relying party (W02)
//   WebAuthnCredentialNotSupportedException   the other ceremony (W04), no user presence (W05), no
//                                             user verification where it is required (W06), a key
//                                             that was not offered or is none (W08)
//   InvalidParameterException                 what cannot be read (W15 to W17, W19)

// A registration, everything but its challenge, which the caller takes from the store. The result
// has an attested credential and borrows from `response`.
//
// No attestation is asked for, and none is relied on. A statement that carries its own proof is
// checked all the same: "none" must state nothing, a self attestation must be signed by the key it
// attests. Statements that only a certificate authority would vouch for are read as none (W14).
Result<codec::AuthenticatorData> verify_registration(const domain::PasskeyRules& rules,
                                                     const codec::ClientData& client_data,
                                                     const codec::RegistrationResponse& response);

// An assertion by `passkey`, whoever it was asked of. Refused besides: another challenge, a passkey
// of another relying party, one that became or ceased to be a synced one, and a wrong signature.
// The counter is the store's to judge. The result borrows from `response`.
Result<codec::AuthenticatorData> verify_assertion(const domain::PasskeyRules& rules,
                                                  const domain::Passkey& passkey,
                                                  std::string_view challenge,
                                                  const codec::AuthenticationResponse& response);

}  // namespace postern::auth
