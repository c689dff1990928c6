// Second factors of a pool: which it takes, and whether it demands one.
#pragma once

#include <string_view>

#include "base/result.h"
#include "codec/json.h"

namespace postern::domain {

enum class MfaMode { off, optional, on };

// Decoded from the settings that SetUserPoolMfaConfig, CreateUserPool and UpdateUserPool write.
struct MfaConfig {
  MfaMode mode = MfaMode::off;
  bool sms = false;
  bool totp = false;
  bool email = false;
  // FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION: such a passkey counts as two factors.
  bool passkey_is_multi_factor = false;
  // "email" or "phone_number": what AccountRecoverySetting names first; empty where it names none.
  // Whoever can reset the password there must not pass the second factor by the same channel.
  std::string_view recovery_attribute;

  [[nodiscard]] bool takes_totp() const { return mode != MfaMode::off && totp; }
};

// SMS is the factor of pools that have SmsConfiguration and never said which they want.
MfaConfig mfa_config(const Json& settings);

// Rejects a pool that asks for a second factor and takes none, passkeys of an impossible relying
// party, and what the pool's tier does not have.
Status check_mfa_config(const Json& settings);

// What SetUserPoolMfaConfig makes of the present settings. Naming any second factor, or
// MfaConfiguration, says which factors there are: those left out are off. WebAuthnConfiguration
// stands apart, since passkeys do not depend on MFA.
Result<Json> with_mfa_config(const Json& present, const Json& request);

}  // namespace postern::domain
