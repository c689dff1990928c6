// Tokens as the rest of the engine uses them: mint, refresh, verify, publish keys.
#include "tokens/token_service.h"

#include "base/limits.h"
#include "codec/base64.h"
#include "domain/pool.h"
#include "domain/settings.h"
#include "tokens/claims.h"
#include "tokens/customise.h"
#include "tokens/issuer.h"
#include "tokens/jwks.h"
#include "tokens/key_rotation.h"

namespace postern::tokens {
namespace {

Result<std::string> sign(const SigningKey& key, const Json& claims) {
  std::string token = key.header;
  token += '.';
  token += codec::base64url_encode(claims.dump());
  POSTERN_TRY(const auto signature, key.key.sign_rs256(token));
  token += '.';
  token += codec::base64url_encode(signature);
  // What the verifier would refuse by its length must not leave the house.
  if (token.size() > limits::kTokenBytesMax) {
    return reject("LimitExceededException", "The user's claims do not fit into a token.");
  }
  return token;
}

Error refusal_error(Refusal refusal) {
  if (refusal == Refusal::expired) return not_authorized("Token has expired");
  const bool ended = refusal == Refusal::revoked || refusal == Refusal::user_gone;
  return not_authorized(ended ? "Token has been revoked" : "Invalid token");
}

bool meets(const VerifiedToken& token, const Expectation& expectation) {
  const auto allows = [](std::string_view wanted, std::string_view actual) {
    return wanted.empty() || wanted == actual;
  };
  return allows(expectation.pool_id, token.pool_id) &&
         allows(expectation.client_id, token.client_id) &&
         allows(expectation.token_use, to_text(token.use));
}

}  // namespace

TokenService::TokenService(domain::Store& store, std::string issuer_base, Secret refresh_key)
    : store_(store),
      issuer_base_(std::move(issuer_base)),
      updated_issuer_base_(updated_issuer_base(issuer_base_)),
      keys_(store),
      verifier_(store, keys_, issuer_base_),
      refresh_tokens_(std::move(refresh_key)) {}

std::int64_t TokenService::issue_time_us() {
  const std::int64_t now_us = store_.now_us();
  store_.revocations().note_minted(now_us);
  return now_us;
}

Result<IssuedTokens> TokenService::mint(const Grant& grant) {
  POSTERN_TRY(const auto known, keys_.find_or_make(grant.pool.id, grant.pool.signing_keys));
  const PoolSigningKeys& keys = known->signing(store_.now_us());
  const std::string issuer_text = issuer(grant.pool);
  IssuedTokens tokens{.expires_in_s = grant.client.access_token_ttl_s};
  Json access = access_claims(grant, issuer_text, domain::new_uuid(store_.random()));
  if (grant.customisation != nullptr) customise_access_claims(access, *grant.customisation);
  POSTERN_TRY(tokens.access_token, sign(keys.access_key, access));
  if (!grant.identifies()) return tokens;
  Json id = id_claims(grant, issuer_text, domain::new_uuid(store_.random()), tokens.access_token);
  if (grant.customisation != nullptr) customise_id_claims(id, *grant.customisation);
  POSTERN_TRY(tokens.id_token, sign(keys.id_key, id));
  return tokens;
}

Result<std::string> TokenService::mint_for_client(const ClientGrant& grant) {
  POSTERN_TRY(const auto keys, keys_.find_or_make(grant.pool.id, grant.pool.signing_keys));
  Json claims = client_claims(grant, issuer(grant.pool), domain::new_uuid(store_.random()));
  if (grant.customisation != nullptr) customise_access_claims(claims, *grant.customisation);
  return sign(keys->signing(store_.now_us()).access_key, claims);
}

MintedRefreshToken TokenService::mint_refresh_token(const SessionName& session) {
  return refresh_tokens_.mint(session, store_.random());
}

MintedRefreshToken TokenService::mint_successor(const OpenedRefreshToken& token) {
  return refresh_tokens_.mint_successor(token, store_.random());
}

Result<VerifiedTokenPtr> TokenService::verify_access(std::string_view token) {
  POSTERN_TRY(auto verdict, verifier_.verify(token));
  if (verdict.refusal != Refusal::none) return access_token_error(verdict.refusal);
  if (verdict.token->use != TokenUse::access) return access_token_error(Refusal::malformed);  // J10
  return std::move(verdict.token);
}

Result<VerifiedTokenPtr> TokenService::verify(std::string_view token,
                                              const Expectation& expectation) {
  POSTERN_TRY(auto verdict, verifier_.verify(token, expectation.leeway_s));
  if (verdict.refusal != Refusal::none) return refusal_error(verdict.refusal);
  if (!meets(*verdict.token, expectation)) return refusal_error(Refusal::malformed);
  return std::move(verdict.token);
}

std::string TokenService::issuer(const domain::Pool& pool) const {
  const bool updated =
      domain::member_or_empty(pool.settings, "IssuerConfiguration").get_string("Type") == "UPDATED";
  return updated ? updated_issuer_base_ + "/" + pool.id : issuer(pool.id);
}

std::string TokenService::issuer(std::string_view below) const {
  std::string issuer = issuer_base_;
  issuer += '/';
  issuer += below;
  return issuer;
}

Result<Json> TokenService::jwks(std::string_view pool_id) {
  POSTERN_TRY(const auto keys, signing_keys(pool_id));
  return tokens::jwks(*keys, store_.now_us());
}

Result<PoolSigningKeysPtr> TokenService::signing_keys(std::string_view pool_id) {
  // The key ring would not know that another engine deleted the pool, or replaced its keys.
  POSTERN_TRY(auto keys, keys_.find_present(pool_id));
  if (keys) return keys;
  POSTERN_CHECK(store_.read([&](domain::Txn& txn) { return domain::load_pool(txn, pool_id); }));
  return keys_.find_or_make(pool_id);
}

Status TokenService::rotate_signing_keys(std::string_view pool_id, bool at_once) {
  return at_once ? replace_signing_keys(store_, pool_id)
                 : tokens::rotate_signing_keys(store_, pool_id);
}

Result<Json> TokenService::openid_configuration(std::string_view pool_id) {
  POSTERN_TRY(const auto pool,
              store_.read([&](domain::Txn& txn) { return domain::load_pool(txn, pool_id); }));
  return tokens::openid_configuration(issuer(*pool));
}

}  // namespace postern::tokens
