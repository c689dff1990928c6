// What registering and using a passkey have in common (WebAuthn level 3, 7.1 and 7.2): what the
// page said, what the authenticator said, and the signature over both.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/authenticator_data.h"
#include "codec/client_data.h"
#include "domain/passkeys.h"

namespace postern::auth {

enum class Ceremony { registration, assertion };

inline constexpr std::size_t kWebAuthnChallengeBytes = 32;

// "required" or "preferred".
std::string_view user_verification(const domain::PasskeyRules& rules);

// 7.1 steps 7 to 12, 7.2 steps 11 to 15, except the challenge: the ceremony is the one meant, on a
// page that may hold it. WebAuthnOriginNotAllowedException for another page, in particular a frame
// in one (W01, W18); WebAuthnCredentialNotSupportedException for another ceremony (W04).
Status check_client_data(const domain::PasskeyRules& rules, Ceremony ceremony,
                         const codec::ClientData& client_data);

// 7.1 steps 14 to 18, 7.2 steps 16 to 20: WebAuthnRelyingPartyMismatchException for another
// relying party (W02), WebAuthnCredentialNotSupportedException without user presence (W05) or
// without user verification where it is required (W06).
Status check_authenticator_data(const domain::PasskeyRules& rules,
                                const codec::AuthenticatorData& data);

// What an authenticator signs: its data and the hash of the client's.
std::string signed_message(std::string_view authenticator_data, std::string_view client_data_json);

// Whether the key, a COSE_Key, signed the message. A key that is none is refused with
// WebAuthnCredentialNotSupportedException: an algorithm that is not offered, a point off its curve,
// RSA of less than 2048 bits (W08).
Result<bool> verify_signature(std::string_view cose_key, std::string_view message,
                              std::string_view signature);

// The same refusal for a key that is none.
Status check_public_key(std::string_view cose_key);

}  // namespace postern::auth
