// Registering a passkey.
#include "auth/webauthn_registration.h"

#include "auth/webauthn_ceremony.h"
#include "codec/cose_key.h"
#include "codec/public_key_credential.h"
#include "crypto/digest.h"
#include "domain/passkey_name.h"
#include "domain/passkeys.h"

namespace postern::auth {
namespace {

// Time for a user to find a security key; the browser itself waits a minute.
constexpr std::int64_t kRegistrationTtlUs = 300 * kMicrosPerSecond;

Error not_supported(std::string_view text) {
  return reject("WebAuthnCredentialNotSupportedException", text);
}

// Section 8.2, self attestation: of the credential's own algorithm, signed by its own key.
Status check_self_attestation(const codec::Cbor& statement, std::string_view public_key,
                              std::string_view message) {
  const codec::Cbor* alg = statement.find("alg");
  const codec::Cbor* sig = statement.find("sig");
  POSTERN_TRY(const codec::CoseKey key, codec::parse_cose_key(public_key));
  const bool is_well_formed = alg != nullptr && alg->integer() != nullptr &&
                              *alg->integer() == static_cast<std::int64_t>(key.algorithm) &&
                              sig != nullptr && sig->bytes() != nullptr;
  if (!is_well_formed) return not_supported("The attestation is malformed.");
  POSTERN_TRY(const bool is_signed, verify_signature(public_key, message, sig->bytes()->value));
  return is_signed ? ok() : Status(not_supported("The attestation's signature is wrong."));
}

Status check_attestation(const codec::AttestationObject& object, std::string_view public_key,
                         std::string_view client_data_json) {
  if (object.format == "none") {
    // Section 8.7: an empty map.
    if (object.statement.map()->empty()) return ok();
    return not_supported("The attestation is malformed.");
  }
  const bool is_self = object.format == "packed" && object.statement.find("x5c") == nullptr;
  if (!is_self) return ok();
  return check_self_attestation(object.statement, public_key,
                                signed_message(object.authenticator_data, client_data_json));
}

domain::Passkey make_passkey(const domain::PasskeyRules& rules, const domain::User& user,
                             const codec::AuthenticatorData& data,
                             const codec::RegistrationResponse& response, std::int64_t now_us) {
  domain::Passkey passkey;
  passkey.sub = user.sub;
  passkey.credential_id = data.attested->credential_id;
  passkey.public_key = data.attested->public_key;
  passkey.sign_count = data.sign_count;
  passkey.relying_party_id = rules.relying_party_id;
  passkey.name = domain::passkey_name(data.attested->aaguid);
  passkey.attachment = response.attachment;
  passkey.transports = response.transports;
  passkey.aaguid = data.attested->aaguid;
  passkey.backup_eligible = data.backup_eligible;
  passkey.backed_up = data.backed_up;
  passkey.created_us = now_us;
  return passkey;
}

// 7.1, everything but the challenge.
Result<domain::Passkey> verify_registration(const domain::PasskeyRules& rules,
                                            const domain::User& user,
                                            const codec::ClientData& client_data,
                                            const codec::RegistrationResponse& response,
                                            std::int64_t now_us) {
  POSTERN_CHECK(check_client_data(rules, Ceremony::registration, client_data));
  POSTERN_TRY(const auto object, codec::parse_attestation_object(response.attestation_object));
  POSTERN_TRY(const auto data, codec::parse_authenticator_data(object.authenticator_data));
  POSTERN_CHECK(check_authenticator_data(rules, data));
  if (!data.attested || data.attested->credential_id != response.id) {
    return not_supported("The credential's id is not the one that was attested.");
  }
  POSTERN_CHECK(check_public_key(data.attested->public_key));
  POSTERN_CHECK(check_attestation(object, data.attested->public_key, response.client_data_json));
  return make_passkey(rules, user, data, response, now_us);
}

}  // namespace

Result<Json> begin_registration(Services& services, const domain::Pool& pool,
                                const domain::Client& client, const domain::User& user) {
  POSTERN_TRY(const domain::PasskeyRules rules, domain::passkey_rules(pool));
  const std::string challenge = services.store.random().bytes(kWebAuthnChallengeBytes);
  domain::PasskeyRegistration registration;
  registration.sub = user.sub;
  registration.client_id = client.id;
  registration.challenge_hash = crypto::sha256(challenge);
  registration.expires_us = services.store.now_us() + kRegistrationTtlUs;
  POSTERN_TRY(
      const auto present,
      services.store.transact([&](domain::Txn& txn) -> Result<std::vector<domain::Passkey>> {
        POSTERN_CHECK(domain::begin_passkey_registration(txn, pool, registration));
        return domain::list_passkeys(txn, pool.id, user.sub, {}, domain::kPasskeysPerUserMax);
      }));
  codec::CreationOptions options{challenge,     rules.relying_party_id,   user.sub,
                                 user.username, user_verification(rules), {}};
  for (const domain::Passkey& passkey : present) {
    options.exclude.push_back({passkey.credential_id, passkey.transports});
  }
  return codec::to_json(options);
}

Status complete_registration(Services& services, const domain::Pool& pool,
                             const domain::Client& client, const domain::User& user,
                             const Json& credential) {
  POSTERN_TRY(const domain::PasskeyRules rules, domain::passkey_rules(pool));
  POSTERN_TRY(const auto response, codec::read_registration_response(credential));
  POSTERN_TRY(const auto client_data, codec::parse_client_data(response.client_data_json));
  const std::int64_t now_us = services.store.now_us();
  const auto verified = verify_registration(rules, user, client_data, response, now_us);
  return services.store.transact([&](domain::Txn& txn) -> storage::Outcome<Unit> {
    POSTERN_CHECK(domain::take_passkey_registration(txn, pool.id, user.sub, client.id,
                                                    client_data.challenge, now_us));
    if (!verified.ok()) return storage::commit_then_refuse(verified.error());
    const Status inserted = domain::insert_passkey(txn, pool.id, *verified);
    if (inserted.ok()) return Unit{};
    if (inserted.error().errc == Errc::rejected) {
      return storage::commit_then_refuse(inserted.error());
    }
    return inserted.error();
  });
}

}  // namespace postern::auth
