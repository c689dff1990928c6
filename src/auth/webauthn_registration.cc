// Registering a passkey.
#include "auth/webauthn_registration.h"

#include "auth/webauthn.h"
#include "auth/webauthn_ceremony.h"
#include "codec/public_key_credential.h"
#include "crypto/digest.h"
#include "domain/passkey_name.h"
#include "domain/passkeys.h"

namespace postern::auth {
namespace {

// Time for a user to find a security key; the browser itself waits a minute.
constexpr std::int64_t kRegistrationTtlUs = 300 * kMicrosPerSecond;

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

}  // namespace

Result<Json> begin_registration(Services& services, const domain::Pool& pool,
                                const domain::Client& client, const domain::User& user) {
  POSTERN_TRY(const domain::PasskeyRules rules, passkey_rules(services, pool));
  const std::string challenge = services.store.random().bytes(domain::kPasskeyChallengeBytes);
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
  codec::CreationOptions options{challenge,     rules.relying_party_id,           user.sub,
                                 user.username, domain::user_verification(rules), {}};
  for (const domain::Passkey& passkey : present) {
    options.exclude.push_back({passkey.credential_id, passkey.transports});
  }
  return codec::to_json(options);
}

Status complete_registration(Services& services, const domain::Pool& pool,
                             const domain::Client& client, const domain::User& user,
                             const Json& credential) {
  POSTERN_TRY(const domain::PasskeyRules rules, passkey_rules(services, pool));
  POSTERN_TRY(const auto response, codec::read_registration_response(credential));
  POSTERN_TRY(const auto client_data, codec::parse_client_data(response.client_data_json));
  const std::int64_t now_us = services.store.now_us();
  // Pure arithmetic, so it comes before the transaction; what it says counts inside.
  const auto verified = verify_registration(rules, client_data, response);
  return services.store.transact([&](domain::Txn& txn) -> storage::Outcome<Unit> {
    POSTERN_CHECK(domain::take_passkey_registration(txn, pool.id, user.sub, client.id,
                                                    client_data.challenge, now_us));
    if (!verified.ok()) return storage::commit_then_refuse(verified.error());
    const Status inserted = domain::insert_passkey(
        txn, pool.id, make_passkey(rules, user, *verified, response, now_us));
    if (inserted.ok()) return Unit{};
    if (inserted.error().errc == Errc::rejected) {
      return storage::commit_then_refuse(inserted.error());
    }
    return inserted.error();
  });
}

}  // namespace postern::auth
