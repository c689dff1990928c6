// Passkeys: the WebAuthn credentials of users, whose each is, and the registration in progress.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

inline constexpr std::size_t kPasskeysPerUserMax = 20;

// Twice what WebAuthn level 3, 13.4.3, asks for.
inline constexpr std::size_t kPasskeyChallengeBytes = 32;

// What a pool says about passkeys.
struct PasskeyRules {
  std::string relying_party_id;  // A lower-case domain name, or "localhost".
  // Else preferred. A passkey that counts for both factors is always verified.
  bool user_verification_required = false;
};

// "required" or "preferred".
std::string_view user_verification(const PasskeyRules& rules);

// A pool that names no relying party is one by its own domain, custom or else prefix.
// WebAuthnNotEnabledException where WEB_AUTHN is no first factor of the pool,
// WebAuthnConfigurationMissingException where it has no domain either.
Result<PasskeyRules> passkey_rules(Txn& txn, const Pool& pool);

// Adds a passkey to a user who exists. LimitExceededException for the 21st of a user,
// WebAuthnCredentialNotSupportedException for an id any user of the pool has registered (W09).
Status insert_passkey(Txn& txn, std::string_view pool_id, const Passkey& passkey);

Result<std::optional<Passkey>> find_passkey(Txn& txn, std::string_view pool_id,
                                            std::string_view sub, std::string_view credential_id);

// Whose passkey it is: a sub, or nothing.
Result<std::optional<std::string>> find_passkey_owner(Txn& txn, std::string_view pool_id,
                                                      std::string_view credential_id);

// A user's passkeys by credential id, after `after` (empty: from the start).
Result<std::vector<Passkey>> list_passkeys(Txn& txn, std::string_view pool_id, std::string_view sub,
                                           std::string_view after, std::size_t limit);

// ResourceNotFoundException when the user has no such passkey, whoever else may (W23).
Status erase_passkey(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::string_view credential_id);

// All of a user's, with the registration in progress: for a user who is removed.
Status erase_passkeys_of(Txn& txn, std::string_view pool_id, std::string_view sub);

// One verified assertion, to be recorded where it takes effect.
struct PasskeyUse {
  std::string sub;
  std::string credential_id;
  std::string public_key;        // As verified: a passkey made anew under the same id is another.
  std::uint32_t sign_count = 0;  // As the authenticator signed it.
  bool backed_up = false;
};

// NotAuthorizedException when the passkey is gone or its counter did not grow (WebAuthn level 3,
// 7.2 step 22; W07): two that both stay zero mean an authenticator that does not count.
Status record_passkey_use(Txn& txn, std::string_view pool_id, const PasskeyUse& use);

// The registration a user has begun. A user has one: beginning again replaces it.
// UserNotFoundException when the user is gone: what is begun goes with the user, so that no passkey
// outlives one.
Status begin_passkey_registration(Txn& txn, const Pool& pool,
                                  const PasskeyRegistration& registration);

// The registration `challenge` began, used up by asking (W03): WebAuthnChallengeNotFoundException
// when there is none, it is another's or too old; WebAuthnClientMismatchException, leaving it, when
// another client began it.
Result<PasskeyRegistration> take_passkey_registration(Txn& txn, std::string_view pool_id,
                                                      std::string_view sub,
                                                      std::string_view client_id,
                                                      std::string_view challenge,
                                                      std::int64_t now_us);

}  // namespace postern::domain
