// The WEB_AUTHN challenge: asking for a passkey and verifying its answer.
#include "auth/webauthn.h"

#include "auth/sealed_tokens.h"
#include "auth/webauthn_ceremony.h"
#include "codec/base64.h"
#include "codec/public_key_credential.h"

namespace postern::auth {
namespace {

// One answer for every fault: what was wrong helps only who forges.
Error refused() {
  return not_authorized("Invalid credential.");
}

// A relying party's own faults are not the credential's: those pass.
Error as_refusal(Error error) {
  const bool answers_credential =
      error.errc == Errc::rejected || error.errc == Errc::invalid_argument;
  return answers_credential ? refused() : std::move(error);
}

// The id that an account without passkeys is answered with, as long as common ones (W12).
std::string absent_credential_id(Services& services, const domain::Pool& pool,
                                 std::string_view sub) {
  return services.sealed.stable_digest("passkey" + std::string(1, '\0') + pool.id + '\0' +
                                       std::string(sub));
}

Result<std::vector<codec::CredentialDescriptor>> allowed_credentials(
    Services& services, const domain::Pool& pool, const domain::PasskeyRules& rules,
    const domain::User& user) {
  POSTERN_TRY(const auto passkeys, services.store.read([&](domain::Txn& txn) {
    return domain::list_passkeys(txn, pool.id, user.sub, {}, domain::kPasskeysPerUserMax);
  }));
  std::vector<codec::CredentialDescriptor> allowed;
  for (const domain::Passkey& passkey : passkeys) {
    if (passkey.relying_party_id != rules.relying_party_id) continue;
    allowed.push_back({passkey.credential_id, passkey.transports});
  }
  if (allowed.empty()) allowed.push_back({absent_credential_id(services, pool, user.sub), {}});
  return allowed;
}

// Whose passkey answers: the user's who was asked, or, where nobody was named, the one's it was
// registered for. The user handle, where there is one or must be one, says the same (W10, W11).
Result<domain::Passkey> answering_passkey(Services& services, const domain::Pool& pool,
                                          const domain::User* user,
                                          const codec::AuthenticationResponse& response) {
  POSTERN_TRY(auto passkey,
              services.store.read([&](domain::Txn& txn) -> Result<std::optional<domain::Passkey>> {
                std::string sub = user != nullptr ? user->sub : std::string();
                if (user == nullptr) {
                  POSTERN_TRY(auto owner, domain::find_passkey_owner(txn, pool.id, response.id));
                  if (!owner) return std::optional<domain::Passkey>();
                  sub = std::move(*owner);
                }
                return domain::find_passkey(txn, pool.id, sub, response.id);
              }));
  if (!passkey) return refused();
  if (user == nullptr && !response.user_handle) return refused();
  if (response.user_handle && *response.user_handle != passkey->sub) return refused();
  return std::move(*passkey);
}

Result<ProvenCredential> prove(Services& services, const domain::Pool& pool,
                               const domain::PasskeyRules& rules, const domain::User* user,
                               std::string_view challenge, std::string_view credential) {
  POSTERN_TRY(const Json parsed, Json::parse(credential));
  POSTERN_TRY(const auto response, codec::read_authentication_response(parsed));
  POSTERN_TRY(domain::Passkey passkey, answering_passkey(services, pool, user, response));
  POSTERN_TRY(const auto data, verify_assertion(rules, passkey, challenge, response));
  ProvenCredential proven;
  proven.sub = passkey.sub;
  proven.user_verified = data.user_verified;
  proven.use = {.sub = passkey.sub,
                .credential_id = std::move(passkey.credential_id),
                .public_key = std::move(passkey.public_key),
                .sign_count = data.sign_count,
                .backed_up = data.backed_up};
  return proven;
}

}  // namespace

Result<domain::PasskeyRules> passkey_rules(Services& services, const domain::Pool& pool) {
  return services.store.read([&](domain::Txn& txn) { return domain::passkey_rules(txn, pool); });
}

Result<CredentialRequest> request_credential(Services& services, const domain::Pool& pool,
                                             const domain::User* user) {
  POSTERN_TRY(const domain::PasskeyRules rules, passkey_rules(services, pool));
  const std::string challenge = services.store.random().bytes(domain::kPasskeyChallengeBytes);
  codec::RequestOptions options{
      challenge, rules.relying_party_id, domain::user_verification(rules), {}};
  if (user != nullptr) {
    POSTERN_TRY(options.allow, allowed_credentials(services, pool, rules, *user));
  }
  return CredentialRequest{codec::to_json(options).dump(), codec::base64url_encode(challenge)};
}

Result<bool> has_passkeys(Services& services, const domain::Pool& pool, std::string_view sub) {
  const auto rules = passkey_rules(services, pool);
  if (!rules.ok()) return false;
  POSTERN_TRY(const auto passkeys, services.store.read([&](domain::Txn& txn) {
    return domain::list_passkeys(txn, pool.id, sub, {}, domain::kPasskeysPerUserMax);
  }));
  for (const domain::Passkey& passkey : passkeys) {
    if (passkey.relying_party_id == rules->relying_party_id) return true;
  }
  return false;
}

Result<ProvenCredential> verify_credential(Services& services, const domain::Pool& pool,
                                           const domain::User* user, std::string_view challenge,
                                           std::string_view credential) {
  POSTERN_TRY(const domain::PasskeyRules rules, passkey_rules(services, pool));
  POSTERN_TRY(const std::string expected, codec::base64url_decode(challenge));
  auto proven = prove(services, pool, rules, user, expected, credential);
  if (!proven.ok()) return as_refusal(std::move(proven).error());
  return proven;
}

}  // namespace postern::auth
