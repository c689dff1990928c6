// REFRESH_TOKEN_AUTH and GetTokensFromRefreshToken: new tokens for a session that goes on.
#include "auth/client_auth.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/sign_in.h"
#include "crypto/digest.h"
#include "domain/devices.h"
#include "domain/groups.h"
#include "domain/scopes.h"
#include "domain/sessions.h"
#include "domain/tracked_sessions.h"
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

// A refresh token as it was handed in.
struct Presented {
  const domain::PoolAndClient& target;
  const tokens::OpenedRefreshToken& token;
  const RefreshRequest& request;
};

// What it stands for.
struct Standing {
  domain::Session session;
  domain::User user;
  tokens::GroupClaims groups;
  Age age;
  std::string scope;  // Of the new tokens; the session keeps its own.
};

Age age_of(const domain::Session& session, const domain::Client& client,
           std::string_view secret_hash, std::int64_t now_us) {
  if (crypto::equal(secret_hash, session.token_hash)) return Age::present;
  const bool previous =
      !session.previous_hash.empty() && crypto::equal(secret_hash, session.previous_hash);
  const std::int64_t grace_us = client.rotation_grace_s * kMicrosPerSecond;
  // Without a grace period even a refresh that began before the rotation comes too late.
  const bool in_grace = previous && grace_us > 0 && now_us < session.rotated_us + grace_us;
  return in_grace ? Age::in_grace : Age::replaced;
}

Status check_session(const domain::Session& session, const domain::Client& client,
                     std::int64_t now_us) {
  if (session.client_id != client.id) return invalid_token();
  if (session.revoked) return revoked_token();
  if (now_us >= session.expires_us) return not_authorized("Refresh Token has expired");
  return ok();
}

// While devices are tracked, a session is refreshed by the device it began on alone.
Status check_device(const domain::Session& session, const Presented& presented) {
  const bool bound =
      !session.device_key.empty() && domain::device_rules(*presented.target.pool).tracked;
  return bound && presented.request.device_key != session.device_key ? Status(invalid_token())
                                                                     : ok();
}

// A session has the scopes it began with, and a refresh may ask for some of them.
Result<std::string> narrowed_scope(const domain::Session& session, const Presented& presented) {
  const std::vector<std::string>& wanted = presented.request.scopes;
  if (wanted.empty()) return session.scope;
  std::string narrowed;
  for (const std::string& scope : wanted) {
    if (!domain::has_scope(session.scope, scope)) {
      return reject("invalid_scope", "A scope is not one of those that were granted.");
    }
    narrowed.append(narrowed.empty() ? "" : " ").append(scope);
  }
  return narrowed;
}

Result<Standing> standing_of(domain::Txn& txn, const Presented& presented, std::int64_t now_us) {
  const domain::Pool& pool = *presented.target.pool;
  const domain::Client& client = *presented.target.client;
  const tokens::SessionName& name = presented.token.session;
  POSTERN_TRY(auto session, domain::find_session(txn, pool.id, name.sub, name.session_id));
  if (!session) return invalid_token();
  POSTERN_CHECK(check_session(*session, client, now_us));
  if (client.rotates_refresh_tokens && txn.epoch().may_have_rotated(*session)) {
    return revoked_token();
  }
  POSTERN_TRY(auto user, domain::find_user_by_sub(txn, pool, session->sub));
  if (!user) return invalid_token();
  POSTERN_CHECK(check_may_go_on(*user));
  const Age age = age_of(*session, client, presented.token.secret_hash, now_us);
  std::string scope;
  if (age != Age::replaced) {
    POSTERN_CHECK(check_device(*session, presented));
    POSTERN_TRY(scope, narrowed_scope(*session, presented));
  }
  POSTERN_TRY(const auto groups, domain::groups_of_user(txn, pool.id, user->sub));
  return Standing{std::move(*session), std::move(*user), tokens::group_claims(groups), age,
                  std::move(scope)};
}

// A rotated token that comes back after its grace period was stolen, or its successor was: nobody
// can tell which, so the whole family ends (O19, RFC 9700 section 4.14.2).
Status end_family(domain::Txn& txn, const domain::Pool& pool, domain::Session session) {
  return domain::revoke_session(txn, pool.id, std::move(session));
}

// The standing on what is stored when this commits; a token that was replaced ends its family.
// `next`, if given, takes the token's place: of two that try at once only one does.
Result<Standing> settle(Services& services, const Presented& presented, std::int64_t now_us,
                        const tokens::MintedRefreshToken* next) {
  const domain::Pool& pool = *presented.target.pool;
  std::optional<Standing> settled;  // Of the last run, which is the one that committed.
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> storage::Outcome<Unit> {
    POSTERN_TRY(settled, standing_of(txn, presented, now_us));
    Standing& standing = *settled;
    domain::Session& session = standing.session;
    if (standing.age == Age::replaced) {
      POSTERN_CHECK(end_family(txn, pool, std::move(session)));
      return storage::commit_then_refuse(
          reject("RefreshTokenReuseException", "Refresh Token has been used before"));
    }
    if (next != nullptr && standing.age == Age::present) {
      session.previous_hash = std::exchange(session.token_hash, next->secret_hash);
      session.rotated_us = now_us;
      POSTERN_CHECK(domain::put_session(txn, pool.id, session));
    }
    if (next != nullptr) POSTERN_CHECK(domain::note_session_use(txn, pool, session, now_us));
    return Unit{};
  }));
  return std::move(*settled);
}

// The same on a snapshot, where nothing is written unless the token was replaced.
Result<Standing> look(Services& services, const Presented& presented, std::int64_t now_us) {
  POSTERN_TRY(Standing standing, services.store.read([&](domain::Txn& txn) {
    return standing_of(txn, presented, now_us);
  }));
  if (standing.age != Age::replaced) return standing;
  return settle(services, presented, now_us, nullptr);
}

// Asks the host what the tokens are to say, and looks again afterwards: its function took its time,
// and what it was asked about may be over (T08).
Result<std::optional<tokens::Customisation>> customise(Services& services,
                                                       const Presented& presented,
                                                       const Standing& standing,
                                                       std::int64_t now_us,
                                                       const tokens::MintedRefreshToken* next) {
  POSTERN_TRY(auto customisation,
              customise_tokens(services, *presented.target.pool, *presented.target.client,
                               standing.user, standing.groups, standing.scope,
                               "TokenGeneration_RefreshTokens", presented.request.client_metadata));
  if (next != nullptr) {
    POSTERN_CHECK(settle(services, presented, now_us, next));
  } else {
    POSTERN_CHECK(look(services, presented, now_us));
  }
  return customisation;
}

// Rotation replaces the refresh token. The successor's secret follows from the presented one's:
// whoever repeats the same refresh within the grace period gets the same successor, so that a lost
// answer or two honest refreshes at once never make two families (O20).
Result<Json> refresh(Services& services, const Presented& presented) {
  const auto& [pool, client] = presented.target;
  // Taken before the session is read: a revocation that comes later finds tokens older than itself.
  const std::int64_t issued_us = services.tokens.issue_time_us();
  std::optional<tokens::MintedRefreshToken> successor;
  if (client->rotates_refresh_tokens) successor = services.tokens.mint_successor(presented.token);
  const tokens::MintedRefreshToken* next = successor ? &*successor : nullptr;
  const bool asks_host = services.triggers.wanted(triggers::Kind::pre_token_generation, *pool);
  // With nobody to ask in between, one transaction both looks and rotates.
  POSTERN_TRY(Standing standing, next != nullptr && !asks_host
                                     ? settle(services, presented, issued_us, next)
                                     : look(services, presented, issued_us));
  std::optional<tokens::Customisation> customisation;
  if (asks_host) {
    POSTERN_TRY(customisation, customise(services, presented, standing, issued_us, next));
  }
  if (next == nullptr) {
    POSTERN_CHECK(domain::note_session_use(services.store, *pool, standing.session));
  }
  standing.session.scope = standing.scope;
  POSTERN_TRY(const auto minted,
              services.tokens.mint({.pool = *pool,
                                    .client = *client,
                                    .user = standing.user,
                                    .groups = standing.groups,
                                    .session = standing.session,
                                    .issued_us = issued_us,
                                    .customisation = customisation ? &*customisation : nullptr}));
  return tokens_response(minted.access_token, minted.id_token,
                         next != nullptr ? std::string_view(next->text) : std::string_view(),
                         minted.expires_in_s);
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
  const RefreshRequest refreshed{
      .refresh_token = text, .device_key = request.get("DEVICE_KEY"), .scopes = {}};
  return refresh(services, {target, token, refreshed});
}

Result<Json> refresh_with_token(Services& services, const domain::PoolAndClient& target,
                                const RefreshRequest& request) {
  POSTERN_TRY(const auto token, open_token(services, target, request.refresh_token));
  return refresh(services, {target, token, request});
}

}  // namespace postern::auth
