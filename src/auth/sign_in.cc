// The end of every flow: the factors are proven, now a session begins and tokens are minted.
#include "auth/sign_in.h"

#include "auth/browser_session.h"
#include "auth/credentials.h"
#include "auth/device.h"
#include "auth/lookup.h"
#include "auth/mfa.h"
#include "auth/past_challenges.h"
#include "auth/step_up.h"
#include "domain/browser_sessions.h"
#include "domain/groups.h"
#include "domain/lockout.h"
#include "domain/mfa.h"
#include "domain/sessions.h"
#include "domain/tracked_sessions.h"
#include "tokens/token_service.h"
#include "triggers/triggers.h"

namespace postern::auth {
namespace {

constexpr std::string_view kApiScope = "aws.cognito.signin.user.admin";

bool comes_from_new_device(const domain::Pool& pool, const Progress& progress) {
  return domain::device_rules(pool).tracked && progress.device_key.empty();
}

Status fire_post_authentication(Services& services, const AuthRequest& request, const Step& step) {
  if (!services.triggers.wanted(triggers::Kind::post_authentication, *request.pool)) return ok();
  Json event = Json::object();
  event.set("userAttributes", domain::attributes_for_event(step.user, *request.pool))
      .set("newDeviceUsed", comes_from_new_device(*request.pool, step.progress))
      .set("clientMetadata", step.client_metadata);
  POSTERN_CHECK(services.triggers.fire({.kind = triggers::Kind::post_authentication,
                                        .source = "PostAuthentication_Authentication",
                                        .pool = *request.pool,
                                        .username = step.user.username,
                                        .client_id = request.client->id,
                                        .request = std::move(event),
                                        .response = Json::object()}));
  return ok();
}

domain::Session new_session(Services& services, const AuthRequest& request, const Step& step,
                            std::int64_t now_us) {
  domain::Session session;
  session.id = domain::new_uuid(services.store.random());
  session.event_id = step.progress.event_id;
  // Tokens without origin_jti name their session by event_id.
  if (!request.client->token_revocation) {
    if (session.event_id.empty()) session.event_id = session.id;
    session.id = session.event_id;
  }
  if (session.event_id.empty()) session.event_id = domain::new_uuid(services.store.random());
  session.sub = step.user.sub;
  session.client_id = request.client->id;
  session.scope = kApiScope;
  session.auth_time_s = now_us / kMicrosPerSecond;
  session.expires_us = now_us + request.client->refresh_token_ttl_s * kMicrosPerSecond;
  session.amr = amr_of(step.progress);
  session.acr = acr_of(*request.pool, step.progress);
  session.device_key = session_device_key(services, *request.pool, step.progress);
  session.source = request.place.source;
  return session;
}

// Everything that must still hold when the session begins, whatever happened since it was checked:
// no tokens without the required factors, whichever flow and whichever door led here.
Status settle_sign_in(domain::Txn& txn, Services& services, const AuthRequest& request,
                      const domain::Pool& pool, const Progress& progress,
                      const domain::User& stored) {
  POSTERN_CHECK(check_may_sign_in(stored));
  if (progress.proven.empty() || stored.status == domain::UserStatus::force_change_password) {
    return wrong_password();
  }
  if (progress.proven.has(Factor::password) &&
      progress.password_proof != password_proof_of(stored)) {
    return wrong_password();
  }
  const bool judged = progress.flow != kCustomFlow || progress.proven.has(Factor::custom);
  POSTERN_TRY(const auto device, device_standing(txn, request, progress));
  POSTERN_TRY(const bool owes,
              owes_second_factor(txn, pool, stored, progress, services.store.now_us()));
  if (!judged || device.owes_proof || owes || owes_level(progress)) {
    return not_authorized("Invalid session for the user.");
  }
  POSTERN_CHECK(domain::check_lockout(txn, pool.id, stored.sub, request.place.source,
                                      services.store.now_us()));
  POSTERN_CHECK(domain::clear_failures(txn, pool.id, stored.sub, request.place.source));
  return domain::end_first_sign_in(txn, pool.id, stored.sub);
}

// Checks the user as stored by then, and puts what the sign-in ends in.
using Settle =
    std::function<Status(domain::Txn& txn, const domain::Pool& pool, const domain::User& stored)>;

Status commit_sign_in(Services& services, const AuthRequest& request, const Step& step,
                      const Settle& settle) {
  return services.store.transact([&](domain::Txn& txn) -> Status {
    // As it is by now: it may demand a second factor that it did not when the sign-in began.
    POSTERN_TRY(const domain::PoolPtr current, domain::load_pool(txn, request.pool->id));
    const domain::Pool& pool = *current;
    // Reading both makes deleting either of them conflict with this sign-in.
    POSTERN_CHECK(domain::load_client(txn, pool.id, request.client->id));
    POSTERN_TRY(auto before, domain::find_user_by_sub(txn, pool, step.user.sub));
    if (!before) return reject("UserNotFoundException", "User does not exist.");
    domain::User after(*before);
    if (step.effect) POSTERN_CHECK(step.effect(txn, after));
    if (step.changes_user) {
      POSTERN_CHECK(domain::update_user(txn, pool, *before, after, services.store.now_us(),
                                        /*take_aliases=*/false));
    }
    return settle(txn, pool, after);
  });
}

Status commit_session(Services& services, const AuthRequest& request, const Step& step,
                      const domain::Session& session) {
  return commit_sign_in(
      services, request, step,
      [&](domain::Txn& txn, const domain::Pool& pool, const domain::User& stored) -> Status {
        POSTERN_CHECK(settle_sign_in(txn, services, request, pool, step.progress, stored));
        return begin_session(txn, pool, session, services.store.now_us());
      });
}

// The browser's session; `check` says whether the stored user may begin it.
Result<std::string> begin_in_browser(Services& services, const AuthRequest& request,
                                     const Step& step, domain::BrowserSession session,
                                     const Settle& check) {
  session.sub = step.user.sub;
  session.client_id = request.client->id;
  session.source = request.place.source;
  begin_browser_session(services, session);
  POSTERN_CHECK(commit_sign_in(
      services, request, step,
      [&](domain::Txn& txn, const domain::Pool& pool, const domain::User& stored) -> Status {
        POSTERN_CHECK(check(txn, pool, stored));
        return domain::insert_browser_session(txn, pool.id, session);
      }));
  return seal_browser_session(services, request.pool->id, session);
}

Result<Json> complete_in_browser(Services& services, const AuthRequest& request, const Step& step) {
  domain::BrowserSession session;
  session.event_id = step.progress.event_id;
  session.amr = amr_of(step.progress);
  session.acr = acr_of(*request.pool, step.progress);
  POSTERN_TRY(
      const std::string text,
      begin_in_browser(services, request, step, std::move(session),
                       [&](domain::Txn& txn, const domain::Pool& pool, const domain::User& stored) {
                         return settle_sign_in(txn, services, request, pool, step.progress, stored);
                       }));
  return Json::object().set("BrowserSession", text);
}

}  // namespace

Result<std::string> complete_sign_in_at_provider(Services& services, const AuthRequest& request,
                                                 const Step& step, const ProviderProof& proof) {
  if (!proof.is_first) POSTERN_CHECK(fire_post_authentication(services, request, step));
  domain::BrowserSession session;
  session.amr = {"fed"};
  session.acr = proof.acr;
  session.provider = proof.provider;
  return begin_in_browser(services, request, step, std::move(session),
                          [](domain::Txn&, const domain::Pool&, const domain::User& stored) {
                            return check_may_go_on(stored);
                          });
}

Result<TokenInputs> prepare_tokens(Services& services, const domain::Pool& pool,
                                   const domain::Client& client, const domain::User& user,
                                   std::string_view scope, std::string_view trigger_source,
                                   const Json& client_metadata) {
  TokenInputs inputs;
  POSTERN_TRY(const auto groups, services.store.read([&](domain::Txn& txn) {
    return domain::groups_of_user(txn, pool.id, user.sub);
  }));
  inputs.groups = tokens::group_claims(groups);
  POSTERN_TRY(inputs.customisation, customise_tokens(services, pool, client, user, inputs.groups,
                                                     scope, trigger_source, client_metadata));
  return inputs;
}

Result<std::optional<tokens::Customisation>> customise_tokens(
    Services& services, const domain::Pool& pool, const domain::Client& client,
    const domain::User& user, const tokens::GroupClaims& groups, std::string_view scope,
    std::string_view trigger_source, const Json& client_metadata) {
  using Customised = std::optional<tokens::Customisation>;
  constexpr auto kKind = triggers::Kind::pre_token_generation;
  if (!services.triggers.wanted(kKind, pool)) return Customised();
  const std::uint32_t version = services.triggers.version(kKind, pool);
  Json request = Json::object();
  request.set("userAttributes", domain::attributes_for_event(user, pool))
      .set("clientMetadata", client_metadata);
  tokens::add_token_request(request, version, groups, scope);
  const std::string_view answer =
      version == 1 ? "claimsOverrideDetails" : "claimsAndScopeOverrideDetails";
  POSTERN_TRY(auto response,
              services.triggers.fire({.kind = kKind,
                                      .source = trigger_source,
                                      .pool = pool,
                                      .username = user.username,
                                      .client_id = client.id,
                                      .request = std::move(request),
                                      .response = Json::object().set(answer, nullptr)}));
  if (!response) return Customised();
  POSTERN_TRY(auto customisation, tokens::read_customisation(version, *response));
  return Customised(std::move(customisation));
}

Json tokens_response(std::string_view access_token, std::string_view id_token,
                     std::string_view refresh_token, std::int64_t expires_in_s) {
  Json result = Json::object();
  result.set("AccessToken", access_token).set("ExpiresIn", expires_in_s).set("TokenType", "Bearer");
  if (!refresh_token.empty()) result.set("RefreshToken", refresh_token);
  if (!id_token.empty()) result.set("IdToken", id_token);
  return Json::object()
      .set("ChallengeParameters", Json::object())
      .set("AuthenticationResult", std::move(result));
}

Status begin_session(domain::Txn& txn, const domain::Pool& pool, const domain::Session& session,
                     std::int64_t now_us) {
  POSTERN_CHECK(domain::insert_session(txn, pool.id, session));
  return domain::note_session_use(txn, pool, session, now_us);
}

Result<Json> complete_sign_in(Services& services, const AuthRequest& request, Step step) {
  POSTERN_CHECK(fire_post_authentication(services, request, step));
  if (request.managed_login) return complete_in_browser(services, request, step);
  POSTERN_TRY(const TokenInputs inputs,
              prepare_tokens(services, *request.pool, *request.client, step.user, kApiScope,
                             step.progress.trigger_source, step.client_metadata));
  const std::int64_t issued_us = services.tokens.issue_time_us();
  domain::Session session = new_session(services, request, step, issued_us);
  const auto refresh = services.tokens.mint_refresh_token(
      {request.pool->id, request.client->id, session.sub, session.id});
  session.token_hash = refresh.secret_hash;
  POSTERN_CHECK(commit_session(services, request, step, session));
  POSTERN_TRY(const auto minted,
              services.tokens.mint(
                  {.pool = *request.pool,
                   .client = *request.client,
                   .user = step.user,
                   .groups = inputs.groups,
                   .session = session,
                   .issued_us = issued_us,
                   .customisation = inputs.customisation ? &*inputs.customisation : nullptr}));
  Json response =
      tokens_response(minted.access_token, minted.id_token, refresh.text, minted.expires_in_s);
  if (comes_from_new_device(*request.pool, step.progress)) {
    response.find("AuthenticationResult")
        ->set("NewDeviceMetadata", new_device_metadata(services, *request.pool, session));
  }
  return response;
}

}  // namespace postern::auth
