// Tokens for what a browser has proven: authorization codes and the implicit grant.
#include "auth/code_grant.h"

#include "auth/lookup.h"
#include "auth/sign_in.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "domain/authorization_codes.h"
#include "domain/browser_sessions.h"
#include "domain/sessions.h"
#include "tokens/token_service.h"

namespace postern::auth {
namespace {

constexpr std::string_view kTriggerSource = "TokenGeneration_HostedAuth";

Error invalid_code() {
  return not_authorized("Invalid code");
}

domain::AuthorizationCode code_for(const domain::Client& client, const BrowserSignIn& signed_in,
                                   const GrantRequest& request) {
  const domain::BrowserSession& browser = signed_in.session;
  domain::AuthorizationCode code;
  code.client_id = client.id;
  code.sub = browser.sub;
  code.browser_session = browser.id;
  code.redirect_uri = request.redirect_uri;
  code.code_challenge = request.code_challenge;
  code.nonce = request.nonce;
  code.scope = request.scope;
  code.resource = request.resource;
  code.auth_time_s = browser.started_us / kMicrosPerSecond;
  code.event_id = browser.event_id;
  code.amr = browser.amr;
  code.acr = browser.acr;
  code.source = browser.source;
  return code;
}

// RFC 7636, section 4.6. A verifier for a code without a challenge is refused too: somebody took
// the challenge out of the request (O05).
bool verifies(const domain::AuthorizationCode& code, std::string_view verifier) {
  if (code.code_challenge.empty()) return verifier.empty();
  return crypto::equal(codec::base64url_encode(crypto::sha256(verifier)), code.code_challenge);
}

// The user of a code, who may still sign in, and whose browser has not been signed out everywhere.
Result<domain::User> user_of(domain::Txn& txn, const domain::PoolAndClient& target,
                             const domain::AuthorizationCode& code, std::int64_t now_us) {
  const domain::Pool& pool = *target.pool;
  POSTERN_CHECK(domain::load_client(txn, pool.id, target.client->id));
  POSTERN_TRY(auto user, domain::find_user_by_sub(txn, pool, code.sub));
  if (!user) return invalid_code();
  POSTERN_CHECK(check_may_go_on(*user));
  POSTERN_TRY(const auto browser,
              domain::find_browser_session(txn, pool.id, code.sub, code.browser_session, now_us));
  if (!browser) return invalid_code();
  return std::move(*user);
}

// What the code stands for, unless something of it is not as it was asked for.
Result<domain::AuthorizationCode> code_in(domain::Txn& txn, const domain::PoolAndClient& target,
                                          std::string_view text, std::string_view redirect_uri,
                                          std::string_view verifier, std::int64_t now_us) {
  POSTERN_TRY(auto code, domain::find_authorization_code(txn, target.pool->id, text, now_us));
  const bool fits = code && code->client_id == target.client->id &&
                    code->redirect_uri == redirect_uri && verifies(*code, verifier);
  if (!fits) return invalid_code();
  return std::move(*code);
}

// Who gets tokens for a code, and what these say.
struct Recipient {
  domain::User user;
  TokenInputs inputs;
};

Result<Recipient> recipient_of(Services& services, const domain::PoolAndClient& target,
                               const domain::AuthorizationCode& code, std::int64_t now_us) {
  Recipient recipient;
  POSTERN_TRY(recipient.user, services.store.read([&](domain::Txn& txn) {
    return user_of(txn, target, code, now_us);
  }));
  POSTERN_TRY(recipient.inputs,
              prepare_tokens(services, *target.pool, *target.client, recipient.user, code.scope,
                             kTriggerSource, Json::object()));
  return recipient;
}

domain::Session session_for(const domain::AuthorizationCode& code, Services& services,
                            const domain::Client& client, std::int64_t now_us) {
  domain::Session session;
  session.id = domain::new_uuid(services.store.random());
  // Tokens of a client without revocation name their session by the event's id.
  session.event_id = client.token_revocation ? code.event_id : session.id;
  session.sub = code.sub;
  session.client_id = client.id;
  session.scope = code.scope;
  session.auth_time_s = code.auth_time_s;
  session.expires_us = now_us + client.refresh_token_ttl_s * kMicrosPerSecond;
  session.amr = code.amr;
  session.acr = code.acr;
  session.source = code.source;
  session.hosted = true;
  session.resource = code.resource;
  session.browser_session = code.browser_session;
  return session;
}

// Ends the session that the code was exchanged for, in a transaction that commits (O01).
Status end_session_of(domain::Txn& txn, const domain::Pool& pool,
                      const domain::AuthorizationCode& code) {
  POSTERN_TRY(auto session, domain::find_session(txn, pool.id, code.sub, code.session_id));
  if (!session) return ok();
  return domain::revoke_session(txn, pool.id, *std::move(session));
}

Result<GrantedTokens> mint(Services& services, const domain::PoolAndClient& target,
                           const domain::User& user, const domain::Session& session,
                           std::string_view nonce, const TokenInputs& inputs,
                           std::int64_t issued_us) {
  POSTERN_TRY(auto minted,
              services.tokens.mint(
                  {.pool = *target.pool,
                   .client = *target.client,
                   .user = user,
                   .groups = inputs.groups,
                   .session = session,
                   .issued_us = issued_us,
                   .customisation = inputs.customisation ? &*inputs.customisation : nullptr,
                   .nonce = nonce}));
  return GrantedTokens{
      std::move(minted.access_token), std::move(minted.id_token), {}, minted.expires_in_s};
}

}  // namespace

Result<std::string> issue_code(Services& services, const domain::PoolAndClient& target,
                               const BrowserSignIn& signed_in, const GrantRequest& request) {
  const std::int64_t now_us = services.store.now_us();
  const domain::AuthorizationCode code = code_for(*target.client, signed_in, request);
  return services.store.transact([&](domain::Txn& txn) -> Result<std::string> {
    POSTERN_CHECK(user_of(txn, target, code, now_us));
    return domain::make_authorization_code(txn, target.pool->id, code, now_us,
                                           services.store.random());
  });
}

Result<GrantedTokens> redeem_code(Services& services, const domain::PoolAndClient& target,
                                  std::string_view text, std::string_view redirect_uri,
                                  std::string_view code_verifier) {
  const domain::Pool& pool = *target.pool;
  const std::int64_t now_us = services.tokens.issue_time_us();
  const auto look = [&](domain::Txn& txn) {
    return code_in(txn, target, text, redirect_uri, code_verifier, now_us);
  };
  POSTERN_TRY(const domain::AuthorizationCode code, services.store.read(look));
  Recipient recipient;
  // One that comes back ends what it led to, whether or not its browser is still signed in.
  if (code.session_id.empty()) {
    POSTERN_TRY(recipient, recipient_of(services, target, code, now_us));
  }
  domain::Session session = session_for(code, services, *target.client, now_us);
  const auto refresh =
      services.tokens.mint_refresh_token({pool.id, target.client->id, session.sub, session.id});
  session.token_hash = refresh.secret_hash;
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> storage::Outcome<Unit> {
    POSTERN_TRY(const domain::AuthorizationCode stored, look(txn));
    if (!stored.session_id.empty()) {
      POSTERN_CHECK(end_session_of(txn, pool, stored));
      return storage::commit_then_refuse(invalid_code());
    }
    POSTERN_CHECK(user_of(txn, target, stored, now_us));
    POSTERN_CHECK(domain::use_authorization_code(txn, pool.id, text, stored, session.id));
    POSTERN_CHECK(begin_session(txn, pool, session, now_us));
    return Unit{};
  }));
  POSTERN_TRY(GrantedTokens granted, mint(services, target, recipient.user, session, code.nonce,
                                          recipient.inputs, now_us));
  granted.refresh_token = refresh.text;
  return granted;
}

Result<GrantedTokens> issue_implicit(Services& services, const domain::PoolAndClient& target,
                                     const BrowserSignIn& signed_in, const GrantRequest& request) {
  const domain::Pool& pool = *target.pool;
  const std::int64_t now_us = services.tokens.issue_time_us();
  const domain::AuthorizationCode code = code_for(*target.client, signed_in, request);
  POSTERN_TRY(const TokenInputs inputs,
              prepare_tokens(services, pool, *target.client, signed_in.user, code.scope,
                             kTriggerSource, Json::object()));
  domain::Session session = session_for(code, services, *target.client, now_us);
  // No refresh token hashes to it, so the session is as long as its tokens.
  session.expires_us = now_us + target.client->access_token_ttl_s * kMicrosPerSecond;
  domain::User user;
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(user, user_of(txn, target, code, now_us));
    return begin_session(txn, pool, session, now_us);
  }));
  return mint(services, target, user, session, request.nonce, inputs, now_us);
}

}  // namespace postern::auth
