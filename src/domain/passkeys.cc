// Passkeys: the WebAuthn credentials of users, whose each is, and the registration in progress.
#include "domain/passkeys.h"

#include "crypto/digest.h"
#include "domain/keyspace.h"
#include "domain/settings.h"
#include "domain/sign_in_policy.h"
#include "domain/user_pool_domains.h"

namespace postern::domain {
namespace {

std::string passkeys_prefix(std::string_view pool_id, std::string_view sub) {
  return keys::pool_data(pool_id, keys::kPasskey).text(sub).take();
}

Error gone() {
  return not_authorized("Invalid credential.");
}

// The host name of the pool's managed login, or nothing.
Result<std::string> own_domain(Txn& txn, const Pool& pool) {
  POSTERN_TRY(const auto custom, domain_of_pool(txn, pool.id, DomainKind::custom));
  if (custom) return std::string(custom->name());
  POSTERN_TRY(const auto prefix, domain_of_pool(txn, pool.id, DomainKind::prefix));
  if (!prefix) return std::string();
  const std::string_view region = std::string_view(pool.id).substr(0, pool.id.find('_'));
  return std::string(prefix->name()) + ".auth." + std::string(region) + ".amazoncognito.com";
}

// Both zero: an authenticator that does not count (WebAuthn level 3, 6.1.1).
bool counter_grew(std::uint32_t before, std::uint32_t after) {
  return after > before || (after == 0 && before == 0);
}

}  // namespace

std::string_view user_verification(const PasskeyRules& rules) {
  return rules.user_verification_required ? "required" : "preferred";
}

Result<PasskeyRules> passkey_rules(Txn& txn, const Pool& pool) {
  if (!first_factors(pool).web_authn) {
    return reject("WebAuthnNotEnabledException", "WebAuthn is not enabled for this user pool.");
  }
  const Json& settings = member_or_empty(pool.settings, "WebAuthnConfiguration");
  PasskeyRules rules;
  rules.relying_party_id = settings.get_string("RelyingPartyId");
  if (rules.relying_party_id.empty()) {
    POSTERN_TRY(rules.relying_party_id, own_domain(txn, pool));
  }
  if (rules.relying_party_id.empty()) {
    return reject("WebAuthnConfigurationMissingException",
                  "The user pool has no relying party ID for WebAuthn.");
  }
  rules.user_verification_required =
      pool.mfa.passkey_is_multi_factor || settings.get_string("UserVerification") == "required";
  return rules;
}

Status insert_passkey(Txn& txn, std::string_view pool_id, const Passkey& passkey) {
  POSTERN_TRY(const auto present,
              txn.scan_prefix_keys(passkeys_prefix(pool_id, passkey.sub), {}, kPasskeysPerUserMax));
  if (present.size() >= kPasskeysPerUserMax) {
    return reject("LimitExceededException", "A user can have at most 20 passkeys.");
  }
  const std::string owner_key = keys::passkey_owner(pool_id, passkey.credential_id);
  POSTERN_TRY(const bool taken, txn.exists(owner_key));
  if (taken) {
    return reject("WebAuthnCredentialNotSupportedException",
                  "The credential is registered already.");
  }
  Reference owner;
  owner.sub = passkey.sub;
  POSTERN_CHECK(txn.put(owner_key, owner));
  return txn.put(keys::passkey(pool_id, passkey.sub, passkey.credential_id), passkey);
}

Result<std::optional<Passkey>> find_passkey(Txn& txn, std::string_view pool_id,
                                            std::string_view sub, std::string_view credential_id) {
  return txn.get<Passkey>(keys::passkey(pool_id, sub, credential_id));
}

Result<std::optional<std::string>> find_passkey_owner(Txn& txn, std::string_view pool_id,
                                                      std::string_view credential_id) {
  POSTERN_TRY(auto owner, txn.get<Reference>(keys::passkey_owner(pool_id, credential_id)));
  if (!owner) return std::optional<std::string>();
  return std::optional<std::string>(std::move(owner->sub));
}

Result<std::vector<Passkey>> list_passkeys(Txn& txn, std::string_view pool_id, std::string_view sub,
                                           std::string_view after, std::size_t limit) {
  const std::string after_key = after.empty() ? std::string() : keys::passkey(pool_id, sub, after);
  POSTERN_TRY(const auto rows, txn.scan_prefix(passkeys_prefix(pool_id, sub), after_key, limit));
  std::vector<Passkey> passkeys;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(Passkey passkey, txn.open<Passkey>(row.key, row.value));
    passkeys.push_back(std::move(passkey));
  }
  return passkeys;
}

Status erase_passkey(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::string_view credential_id) {
  const std::string key = keys::passkey(pool_id, sub, credential_id);
  POSTERN_TRY(const bool present, txn.exists(key));
  if (!present) return reject("ResourceNotFoundException", "Credential does not exist.");
  POSTERN_CHECK(txn.erase(keys::passkey_owner(pool_id, credential_id)));
  return txn.erase(key);
}

Status erase_passkeys_of(Txn& txn, std::string_view pool_id, std::string_view sub) {
  POSTERN_TRY(const auto passkeys, list_passkeys(txn, pool_id, sub, {}, kPasskeysPerUserMax));
  for (const Passkey& passkey : passkeys) {
    POSTERN_CHECK(erase_passkey(txn, pool_id, sub, passkey.credential_id));
  }
  return txn.erase(keys::passkey_registration(pool_id, sub));
}

Status record_passkey_use(Txn& txn, std::string_view pool_id, const PasskeyUse& use) {
  POSTERN_TRY(auto stored, find_passkey(txn, pool_id, use.sub, use.credential_id));
  if (!stored || stored->public_key != use.public_key) return gone();
  if (!counter_grew(stored->sign_count, use.sign_count)) return gone();
  stored->sign_count = use.sign_count;
  stored->backed_up = use.backed_up;
  return txn.put(keys::passkey(pool_id, use.sub, use.credential_id), *stored);
}

Status begin_passkey_registration(Txn& txn, const Pool& pool,
                                  const PasskeyRegistration& registration) {
  POSTERN_TRY(const bool exists, txn.exists(keys::user(pool.id, registration.sub)));
  if (!exists) return reject("UserNotFoundException", "User does not exist.");
  PasskeyRegistration begun = registration;
  begun.epoch = txn.epoch().number;
  return txn.put(keys::passkey_registration(pool.id, begun.sub), begun);
}

Result<PasskeyRegistration> take_passkey_registration(Txn& txn, std::string_view pool_id,
                                                      std::string_view sub,
                                                      std::string_view client_id,
                                                      std::string_view challenge,
                                                      std::int64_t now_us) {
  const std::string key = keys::passkey_registration(pool_id, sub);
  POSTERN_TRY(auto registration, txn.get<PasskeyRegistration>(key));
  if (!registration || now_us >= registration->expires_us ||
      txn.epoch().is_over(registration->epoch) ||
      !crypto::equal(crypto::sha256(challenge), registration->challenge_hash)) {
    return reject("WebAuthnChallengeNotFoundException",
                  "The challenge is not one of a registration in progress.");
  }
  if (registration->client_id != client_id) {
    return reject("WebAuthnClientMismatchException",
                  "The registration was started with another app client.");
  }
  POSTERN_CHECK(txn.erase(key));
  return std::move(*registration);
}

}  // namespace postern::domain
