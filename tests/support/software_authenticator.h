// A browser with a security key in it, as far as WebAuthn sees them: makes keys, attests and
// asserts, by the book or with whatever fault a test wants.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "codec/json.h"

namespace postern::test {

// Bits of the flags of authenticator data.
enum AuthenticatorFlag : unsigned {
  kUserPresent = 1,
  kUserVerified = 4,
  kBackupEligible = 8,
  kBackedUp = 16,
  kAttestedData = 64,
  kExtensionData = 128,
};

// How one answer is made: by default as a conformant browser on https://example.com would.
struct Ceremony {
  std::string origin = "https://example.com";
  unsigned flags = kUserPresent | kUserVerified;  // kAttestedData comes by itself.
  std::uint32_t sign_count = 0;
  std::string format = "none";  // "packed" attests itself; any other states something meaningless.
  std::string transports = R"(["internal"])";
  std::optional<std::string> type;              // Instead of the ceremony's own.
  std::optional<std::string> relying_party_id;  // Instead of the options'.
  std::optional<std::string> challenge;         // Instead of the options', as base64url.
  std::optional<std::string> user_handle;       // Instead of the one at registration.
  std::string more_client_data;                 // Members to add, e.g. R"(,"crossOrigin":true)".

  // Last-minute changes, before anything is signed, except for `signature`.
  std::function<void(std::string&)> client_data;
  std::function<void(std::string&)> authenticator_data;
  std::function<void(std::string&)> attestation_object;
  std::function<void(std::string&)> signature;
};

// One credential.
class SoftwareAuthenticator {
 public:
  enum class Kind { es256, rs256, eddsa };

  explicit SoftwareAuthenticator(Kind kind = Kind::es256,
                                 std::string credential_id = std::string(16, '\x01'),
                                 int rsa_bits = 2048);
  // Its EdDSA key follows from 32 bytes, and all it signs from the key.
  static SoftwareAuthenticator from_seed(std::string_view seed, std::string credential_id);

  // RegistrationResponseJSON for PublicKeyCredentialCreationOptionsJSON.
  Json create(const Json& options, const Ceremony& ceremony = {});
  // AuthenticationResponseJSON for PublicKeyCredentialRequestOptionsJSON.
  Json get(const Json& options, const Ceremony& ceremony = {}) const;

  // What it attests as its public key; a test may put anything there.
  std::string cose_key;
  std::string credential_id;
  std::string user_handle;  // Of the user it was last registered for.

  [[nodiscard]] std::string sign(std::string_view message) const;

 private:
  SoftwareAuthenticator(Kind kind, std::string credential_id, std::shared_ptr<void> key);

  Kind kind_;
  std::shared_ptr<void> key_;
};

std::string sha256_of(std::string_view message);

}  // namespace postern::test
