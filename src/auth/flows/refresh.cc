// REFRESH_TOKEN_AUTH and GetTokensFromRefreshToken: new tokens for a session that goes on.
#include "auth/client_auth.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/sign_in.h"
#include "crypto/digest.h"
#include "domain/sessions.h"
#include "tokens/token_service.h"
#include "triggers/triggers.h"

namespace postern::auth {
namespace {

Error invalid_token() {
  return not_authorized("Invalid Refresh Token");
}
Error revoked_token() {
  return not_authorized("Refresh Token has been revoked");
}

// How a refresh token relates to its session's rotations.
enum class Age {
  present,   // The one in force.
  in_grace,  // The one before it, within its grace period.
  replaced,  // Any other: its holder, or its successor's, is a thief.
};

// What a refresh token stands for.
struct Standing {
  domain::Session session;
  domain::User user;
  Age age;
};

Age age_of(const domain::Session& session, const domain::Client& client,
           std::string_view secret_hash, std::int64_t now_us) {
  if (crypto::equal(secret_hash, session.token_hash)) return Age::present;
  const bool previous =
      !session.previous_hash.empty() && crypto::equal(secret_hash, session.previous_hash);
  const std::int64_t grace_us = client.rotation_grace_s * kMicrosPerSecond;
  return previous && now_us < session.rotated_us + grace_us ? Age::in_grace : Age::replaced;
}

Status check_session(const domain::Session& session, const domain::Client& client,
                     std::int64_t now_us) {
  if (session.client_id != client.id) return invalid_token();
  if (session.revoked) return revoked_token();
  if (now_us >= session.expires_us) return not_authorized("Refresh Token has expired");
  return ok();
}

Result<Standing> standing_of(domain::Txn& txn, const domain::PoolAndClient& target,
                             const tokens::OpenedRefreshToken& token, std::int64_t now_us) {
  const domain::Pool& pool = *target.pool;
  POSTERN_TRY(auto session,
              domain::find_session(txn, pool.id, token.session.sub, token.session.session_id));
  if (!session) return invalid_token();
  POSTERN_CHECK(check_session(*session, *target.client, now_us));
  POSTERN_TRY(auto user, domain::find_user_by_sub(txn, pool, session->sub));
  if (!user) return invalid_token();
  POSTERN_CHECK(check_may_sign_in(*user));
  const Age age = age_of(*session, *target.client, token.secret_hash, now_us);
  return Standing{std::move(*session), std::move(*user), age};
}

// A rotated token that comes back after its grace period was stolen, or its successor was: nobody
// can tell which, so the whole family ends (O19, RFC 9700 section 4.14.2).
storage::Outcome<Unit> end_family(domain::Txn& txn, const domain::Pool& pool,
                                  domain::Session session) {
  session.revoked = true;
  POSTERN_CHECK(domain::put_session(txn, pool.id, session));
  txn.revokes_user(pool.id, session.sub);
  return storage::commit_then_refuse(
      reject("RefreshTokenReuseException", "Refresh Token has been used before"));
}

// Checks the standing on what is stored now, and ends the family if the token was replaced. `next`,
// if given, takes the token's place: of two that try at once only one does.
Status settle(Services& services, const domain::PoolAndClient& target,
              const tokens::OpenedRefreshToken& token, std::int64_t now_us,
              const tokens::MintedRefreshToken* next) {
  return services.store.transact([&](domain::Txn& txn) -> storage::Outcome<Unit> {
    POSTERN_TRY(Standing standing, standing_of(txn, target, token, now_us));
    domain::Session& session = standing.session;
    if (standing.age == Age::replaced) return end_family(txn, *target.pool, std::move(session));
    if (next == nullptr || standing.age == Age::in_grace) return Unit{};
    session.previous_hash = std::exchange(session.token_hash, next->secret_hash);
    session.rotated_us = now_us;
    POSTERN_CHECK(domain::put_session(txn, target.pool->id, session));
    return Unit{};
  });
}

Result<Standing> require_standing(Services& services, const domain::PoolAndClient& target,
                                  const tokens::OpenedRefreshToken& token, std::int64_t now_us) {
  POSTERN_TRY(Standing standing, services.store.read([&](domain::Txn& txn) {
    return standing_of(txn, target, token, now_us);
  }));
  if (standing.age == Age::replaced) {
    POSTERN_CHECK(settle(services, target, token, now_us, nullptr));
    return invalid_token();
  }
  return standing;
}

// Replaces the refresh token. The successor's secret follows from the presented one's: whoever
// repeats the same refresh within the grace period gets the same successor, so that a lost answer
// or two honest refreshes at once never make two families (O20).
Result<std::string> rotate(Services& services, const domain::PoolAndClient& target,
                           const tokens::OpenedRefreshToken& token, std::int64_t now_us) {
  const auto next = services.tokens.mint_successor(token);
  POSTERN_CHECK(settle(services, target, token, now_us, &next));
  return next.text;
}

Result<Json> refresh(Services& services, const domain::PoolAndClient& target,
                     const tokens::OpenedRefreshToken& token, const Json& client_metadata) {
  // Taken before the session is read: a revocation that comes later finds tokens older than itself.
  const std::int64_t issued_us = services.tokens.issue_time_us();
  POSTERN_TRY(Standing standing, require_standing(services, target, token, issued_us));
  POSTERN_TRY(
      const TokenInputs inputs,
      prepare_tokens(services, *target.pool, *target.client, standing.user, standing.session.scope,
                     "TokenGeneration_RefreshTokens", client_metadata));
  std::string next_token;
  if (target.client->rotates_refresh_tokens) {
    POSTERN_TRY(next_token, rotate(services, target, token, issued_us));
  } else if (inputs.customisation) {
    // The host's function took its time: what it was asked about may be over (T08).
    POSTERN_CHECK(require_standing(services, target, token, issued_us));
  }
  POSTERN_TRY(const auto minted,
              services.tokens.mint(
                  {.pool = *target.pool,
                   .client = *target.client,
                   .user = standing.user,
                   .groups = inputs.groups,
                   .session = standing.session,
                   .issued_us = issued_us,
                   .customisation = inputs.customisation ? &*inputs.customisation : nullptr}));
  return tokens_response(minted.access_token, minted.id_token, next_token, minted.expires_in_s);
}

Result<tokens::OpenedRefreshToken> open_token(Services& services,
                                              const domain::PoolAndClient& target,
                                              std::string_view text) {
  POSTERN_TRY(auto token, services.tokens.open_refresh_token(text));
  if (token.session.pool_id != target.pool->id || token.session.client_id != target.client->id) {
    return invalid_token();
  }
  return token;
}

// The hash is over the username claim of the tokens, which is the sub where usernames are
// attributes.
Status check_refresh_hash(Services& services, const AuthRequest& request,
                          const tokens::OpenedRefreshToken& token) {
  if (request.client->secrets.empty()) return ok();
  POSTERN_TRY(auto user, lookup_sub(services, *request.pool, token.session.sub));
  if (!user) return invalid_token();
  return check_secret_hash(*request.client, user->username, request.get("SECRET_HASH"),
                           HashWording::other);
}

}  // namespace

Result<Json> start_refresh(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view text, request.require("REFRESH_TOKEN"));
  const domain::PoolAndClient target{request.pool, request.client};
  POSTERN_TRY(const auto token, open_token(services, target, text));
  POSTERN_CHECK(check_refresh_hash(services, request, token));
  // Cognito shows PreTokenGeneration the metadata of GetTokensFromRefreshToken, not of
  // InitiateAuth.
  return refresh(services, target, token, Json::object());
}

Result<Json> refresh_with_token(Services& services, const domain::PoolAndClient& target,
                                std::string_view refresh_token, Json client_metadata) {
  POSTERN_TRY(const auto token, open_token(services, target, refresh_token));
  return refresh(services, target, token, client_metadata);
}

}  // namespace postern::auth
