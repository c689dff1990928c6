// What an authenticator signs and attests: authenticator data and the attestation object around it
// (WebAuthn level 3, sections 6.1 and 6.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "codec/cbor.h"

namespace postern::codec {

inline constexpr std::size_t kCredentialIdBytesMax = 1023;  // Section 5.8.3, step 7.1 of 7.1.

// A new credential. All views borrow from the parsed bytes.
struct AttestedCredential {
  std::string_view aaguid;  // 16 bytes: the authenticator's model, often zero.
  std::string_view credential_id;
  std::string_view public_key;  // The COSE_Key, byte for byte.
};

struct AuthenticatorData {
  std::string_view rp_id_hash;  // 32 bytes.
  bool user_present = false;
  bool user_verified = false;
  bool backup_eligible = false;
  bool backed_up = false;
  std::uint32_t sign_count = 0;
  std::optional<AttestedCredential> attested;
};

// Refused (InvalidParameterException): bytes that are missing or left over, flags that promise what
// is not there (W16), a credential id of no or of more than 1023 bytes, a public key or extensions
// that are no canonical CBOR map, and a credential backed up that cannot be (W19, section 6.1.3).
Result<AuthenticatorData> parse_authenticator_data(std::string_view bytes);

// The views borrow from the parsed bytes.
struct AttestationObject {
  std::string_view format;
  Cbor statement;  // A map.
  std::string_view authenticator_data;
};

// Exactly the members fmt, attStmt and authData.
Result<AttestationObject> parse_attestation_object(std::string_view bytes);

}  // namespace postern::codec
