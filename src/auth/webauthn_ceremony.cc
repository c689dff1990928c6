// The two ceremonies of WebAuthn.
#include "auth/webauthn_ceremony.h"

#include <variant>

#include "codec/cose_key.h"
#include "crypto/digest.h"
#include "crypto/ecdsa.h"
#include "crypto/ed25519.h"
#include "crypto/rsa.h"
#include "domain/relying_party.h"

namespace postern::auth {
namespace {

Error not_supported(std::string_view text) {
  return reject("WebAuthnCredentialNotSupportedException", text);
}

struct Ed25519PublicKey {
  std::string bytes;
};
using PublicKey = std::variant<crypto::EcdsaPublicKey, Ed25519PublicKey, crypto::RsaPublicKey>;

Result<PublicKey> make_public_key(const codec::CoseKey& key) {
  switch (key.algorithm) {
    case codec::CoseAlgorithm::es256: {
      auto made = crypto::EcdsaPublicKey::from_point(key.first, key.second);
      if (made.ok()) return PublicKey(std::move(*made));
      break;
    }
    case codec::CoseAlgorithm::rs256: {
      auto made = crypto::RsaPublicKey::from_components(key.first, key.second);
      if (made.ok()) return PublicKey(std::move(*made));
      break;
    }
    case codec::CoseAlgorithm::eddsa:
      return PublicKey(Ed25519PublicKey{key.first});
  }
  return not_supported("The credential's public key is not acceptable.");
}

Result<PublicKey> parse_public_key(std::string_view cose_key) {
  POSTERN_TRY(const codec::CoseKey key, codec::parse_cose_key(cose_key));
  return make_public_key(key);
}

// 7.1 steps 7 to 11, 7.2 steps 10 to 14, but for the challenge.
Status check_client_data(const domain::PasskeyRules& rules, std::string_view type,
                         const codec::ClientData& client_data) {
  if (client_data.type != type) {
    return not_supported("The credential is not of type " + std::string(type) + ".");
  }
  if (!domain::may_use_passkeys(rules.relying_party_id, client_data.origin) ||
      client_data.cross_origin) {
    return reject("WebAuthnOriginNotAllowedException",
                  "The credential's origin is not allowed for the relying party.");
  }
  return ok();
}

// 7.1 steps 13 to 16, 7.2 steps 15 to 18.
Status check_authenticator_data(const domain::PasskeyRules& rules,
                                const codec::AuthenticatorData& data) {
  if (data.rp_id_hash != crypto::sha256(rules.relying_party_id)) {
    return reject("WebAuthnRelyingPartyMismatchException",
                  "The credential belongs to another relying party.");
  }
  if (!data.user_present) return not_supported("The user was not present.");
  if (rules.user_verification_required && !data.user_verified) {
    return not_supported("The user was not verified.");
  }
  return ok();
}

// What an authenticator signs: its data and the hash of the client's.
std::string signed_message(std::string_view authenticator_data, std::string_view client_data_json) {
  return std::string(authenticator_data).append(crypto::sha256(client_data_json));
}

bool is_signed_by(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (const auto* ec = std::get_if<crypto::EcdsaPublicKey>(&key)) {
    return ec->verify_es256(message, signature);
  }
  if (const auto* rsa = std::get_if<crypto::RsaPublicKey>(&key)) {
    return rsa->verify_rs256(message, signature);
  }
  return crypto::verify_ed25519(std::get<Ed25519PublicKey>(key).bytes, message, signature);
}

// Section 8.2, self attestation: of the credential's own algorithm, signed by its own key.
Status check_self_attestation(const codec::Cbor& statement, std::string_view cose_key,
                              std::string_view message) {
  const codec::Cbor* alg = statement.find("alg");
  const codec::Cbor* sig = statement.find("sig");
  POSTERN_TRY(const codec::CoseKey stated, codec::parse_cose_key(cose_key));
  POSTERN_TRY(const PublicKey key, make_public_key(stated));
  const bool is_well_formed = alg != nullptr && alg->integer() != nullptr &&
                              *alg->integer() == static_cast<std::int64_t>(stated.algorithm) &&
                              sig != nullptr && sig->bytes() != nullptr;
  if (is_well_formed && is_signed_by(key, message, sig->bytes()->value)) return ok();
  return not_supported("The attestation is wrong.");
}

Status check_attestation(const codec::AttestationObject& object, std::string_view cose_key,
                         std::string_view client_data_json) {
  if (object.format == "none") {
    // Section 8.7: an empty map.
    return object.statement.map()->empty() ? ok()
                                           : Status(not_supported("The attestation is wrong."));
  }
  const bool is_self = object.format == "packed" && object.statement.find("x5c") == nullptr;
  if (!is_self) return ok();
  return check_self_attestation(object.statement, cose_key,
                                signed_message(object.authenticator_data, client_data_json));
}

}  // namespace

Result<codec::AuthenticatorData> verify_registration(const domain::PasskeyRules& rules,
                                                     const codec::ClientData& client_data,
                                                     const codec::RegistrationResponse& response) {
  POSTERN_CHECK(check_client_data(rules, "webauthn.create", client_data));
  POSTERN_TRY(const auto object, codec::parse_attestation_object(response.attestation_object));
  POSTERN_TRY(const auto data, codec::parse_authenticator_data(object.authenticator_data));
  POSTERN_CHECK(check_authenticator_data(rules, data));
  if (!data.attested || data.attested->credential_id != response.id) {
    return not_supported("The credential's id is not the one that was attested.");
  }
  POSTERN_CHECK(parse_public_key(data.attested->public_key));
  POSTERN_CHECK(check_attestation(object, data.attested->public_key, response.client_data_json));
  return data;
}

Result<codec::AuthenticatorData> verify_assertion(const domain::PasskeyRules& rules,
                                                  const domain::Passkey& passkey,
                                                  std::string_view challenge,
                                                  const codec::AuthenticationResponse& response) {
  POSTERN_TRY(const auto client_data, codec::parse_client_data(response.client_data_json));
  POSTERN_CHECK(check_client_data(rules, "webauthn.get", client_data));
  if (client_data.challenge != challenge) return not_supported("The challenge is another.");
  if (passkey.relying_party_id != rules.relying_party_id) {
    return reject("WebAuthnRelyingPartyMismatchException",
                  "The credential belongs to another relying party.");
  }
  POSTERN_TRY(const auto data, codec::parse_authenticator_data(response.authenticator_data));
  POSTERN_CHECK(check_authenticator_data(rules, data));
  if (data.attested || data.backup_eligible != passkey.backup_eligible) {
    return not_supported("The authenticator data is not that of the credential.");
  }
  POSTERN_TRY(const PublicKey key, parse_public_key(passkey.public_key));
  const std::string message =
      signed_message(response.authenticator_data, response.client_data_json);
  if (!is_signed_by(key, message, response.signature)) {
    return not_supported("The signature is wrong.");
  }
  return data;
}

}  // namespace postern::auth
