// What registering and using a passkey have in common.
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

}  // namespace

std::string_view user_verification(const domain::PasskeyRules& rules) {
  return rules.user_verification_required ? "required" : "preferred";
}

Status check_client_data(const domain::PasskeyRules& rules, Ceremony ceremony,
                         const codec::ClientData& client_data) {
  const std::string_view type =
      ceremony == Ceremony::registration ? "webauthn.create" : "webauthn.get";
  if (client_data.type != type)
    return not_supported("The credential is not of type " + std::string(type) + ".");
  if (!domain::may_use_passkeys(rules.relying_party_id, client_data.origin) ||
      client_data.cross_origin) {
    return reject("WebAuthnOriginNotAllowedException",
                  "The credential's origin is not allowed for the relying party.");
  }
  return ok();
}

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

std::string signed_message(std::string_view authenticator_data, std::string_view client_data_json) {
  return std::string(authenticator_data).append(crypto::sha256(client_data_json));
}

Result<bool> verify_signature(std::string_view cose_key, std::string_view message,
                              std::string_view signature) {
  POSTERN_TRY(const PublicKey key, parse_public_key(cose_key));
  if (const auto* ec = std::get_if<crypto::EcdsaPublicKey>(&key)) {
    return ec->verify_es256(message, signature);
  }
  if (const auto* rsa = std::get_if<crypto::RsaPublicKey>(&key)) {
    return rsa->verify_rs256(message, signature);
  }
  return crypto::verify_ed25519(std::get<Ed25519PublicKey>(key).bytes, message, signature);
}

Status check_public_key(std::string_view cose_key) {
  POSTERN_CHECK(parse_public_key(cose_key));
  return ok();
}

}  // namespace postern::auth
