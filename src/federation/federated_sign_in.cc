// What follows once a provider has said who somebody is.
#include "federation/federated_sign_in.h"

#include "auth/confirmation.h"
#include "auth/lookup.h"
#include "auth/sign_in.h"
#include "auth/threat_protection.h"
#include "domain/acr.h"
#include "domain/groups.h"
#include "domain/provider_links.h"
#include "domain/username.h"
#include "federation/attribute_mapping.h"
#include "http/field.h"
#include "ops/activity.h"
#include "ops/place.h"
#include "ops/pre_sign_up.h"

namespace postern::federation {
namespace {

using MaybeUser = std::optional<domain::User>;

// One sign-in under way.
struct SignIn {
  const oauth::LoginRequest& login;
  const oauth::AuthorizationRequest& request;
  const FlowState& flow;
  const Identity& identity;

  [[nodiscard]] auth::Services& services() const { return login.services; }
  [[nodiscard]] const domain::Pool& pool() const { return *login.pool; }
  [[nodiscard]] const domain::Client& client() const { return *request.client; }
};

ops::Caller caller_of(const oauth::LoginRequest& login) {
  ops::Caller caller;
  caller.remote_address = login.http.remote_address;
  caller.user_agent = http::find_field(login.http, "user-agent").value;
  return caller;
}

// By the subject; of a provider whose owner chose the mapping also by a mapped attribute that an
// administrator linked. Never by an address that happens to be the same (F02, F03).
Result<MaybeUser> find_user(domain::Txn& txn, const SignIn& sign_in) {
  const Identity& identity = sign_in.identity;
  POSTERN_TRY(auto user, domain::find_federated_user(txn, sign_in.pool(), identity.provider.name,
                                                     identity.subject));
  const bool is_mapping_theirs =
      identity.provider.type == "OIDC" || identity.provider.type == "SAML";
  if (user || !is_mapping_theirs) return user;
  for (const domain::AttributeWrite& write : identity.attributes) {
    POSTERN_TRY(const auto link,
                domain::find_link(txn, sign_in.pool().id,
                                  {identity.provider.name, write.name, write.value}));
    if (link) return domain::find_user_by_sub(txn, sign_in.pool(), link->sub);
  }
  return MaybeUser();
}

Result<MaybeUser> look_up(const SignIn& sign_in) {
  return sign_in.services().store.read([&](domain::Txn& txn) { return find_user(txn, sign_in); });
}

Status check_enabled(const domain::User& user) {
  return user.enabled ? ok() : Status(reject("invalid_request", "User is not enabled"));
}

// The level the provider vouches for, in the pool's words: by the provider's AcrMapping, and the
// lowest for what that does not name.
std::string acr_of(const SignIn& sign_in) {
  const bool is_asked_for =
      domain::names_acr(sign_in.pool()) || !sign_in.request.acr_values.empty();
  if (!is_asked_for) return {};
  const auto values = domain::acr_values(sign_in.pool());
  const Json& mapping = sign_in.identity.provider.acr_mapping;
  for (int level = domain::kAcrLevels; level > 1 && !sign_in.identity.acr.empty(); --level) {
    if (mapping.get_string("Level" + std::to_string(level)) == sign_in.identity.acr) {
      return values[static_cast<std::size_t>(level - 1)];
    }
  }
  return values[0];
}

Result<std::string> complete(const SignIn& sign_in, const auth::AuthRequest& request,
                             const auth::Step& step, bool is_first) {
  const std::string acr = acr_of(sign_in);
  return auth::complete_sign_in_at_provider(
      sign_in.services(), request, step,
      {.provider = sign_in.identity.provider.name, .acr = acr, .is_first = is_first});
}

// Whose identity it is may have changed since it was looked up.
Status check_still(domain::Txn& txn, const SignIn& sign_in, const domain::User& user) {
  POSTERN_CHECK(domain::require_provider(txn, sign_in.pool().id, sign_in.identity.provider.name));
  POSTERN_TRY(const MaybeUser found, find_user(txn, sign_in));
  if (!found || found->sub != user.sub) {
    return reject("invalid_request", "The user was changed meanwhile.");
  }
  return check_enabled(user);
}

Result<std::string> sign_in_known(const SignIn& sign_in, const auth::AuthRequest& request,
                                  domain::User user) {
  POSTERN_CHECK(check_enabled(user));
  POSTERN_CHECK(auth::check_may_go_on(user));
  POSTERN_CHECK(auth::fire_pre_authentication(sign_in.services(), request, &user));
  const auto& writes = sign_in.identity.attributes;
  POSTERN_CHECK(check_mapped(sign_in.pool(), sign_in.client(), /*creating=*/false, writes));
  apply_mapped(user, writes);
  auth::Step step{.user = std::move(user),
                  .effect = [&](domain::Txn& txn, domain::User& stored) -> Status {
                    POSTERN_CHECK(check_still(txn, sign_in, stored));
                    POSTERN_CHECK(spend_flow(txn, sign_in.flow));
                    apply_mapped(stored, writes);
                    return ok();
                  },
                  .changes_user = true};
  return complete(sign_in, request, step, /*is_first=*/false);
}

Result<domain::User> new_profile(const SignIn& sign_in) {
  domain::Store& store = sign_in.services().store;
  const Identity& identity = sign_in.identity;
  domain::User user;
  user.sub = domain::new_uuid(store.random());
  POSTERN_TRY(user.username,
              domain::federated_username(sign_in.pool(), identity.provider.name, identity.subject));
  if (!domain::is_username_text(user.username)) {
    return reject("invalid_request", "The provider's id of the user is no part of a username.");
  }
  user.status = domain::UserStatus::external_provider;
  user.created_us = user.modified_us = store.now_us();
  POSTERN_CHECK(
      check_mapped(sign_in.pool(), sign_in.client(), /*creating=*/true, identity.attributes));
  apply_mapped(user, identity.attributes);
  POSTERN_CHECK(check_all_required(sign_in.pool(), user.attributes));
  domain::add_own_identity(user, identity.provider, identity.subject, identity.issuer,
                           store.now_us());
  return user;
}

// "<pool>_<provider>": every profile of a provider is a member.
Status join_group(domain::Txn& txn, const SignIn& sign_in, const domain::User& user) {
  const std::string& provider = sign_in.identity.provider.name;
  domain::Group group;
  group.name = sign_in.pool().id + "_" + provider;
  POSTERN_TRY(const auto present, domain::find_group(txn, sign_in.pool().id, group.name));
  if (!present) {
    group.description = "Autogenerated group for users who sign in using " + provider;
    group.created_us = group.modified_us = user.created_us;
    POSTERN_CHECK(domain::insert_group(txn, sign_in.pool().id, group));
  }
  return domain::add_member(txn, sign_in.pool().id, group.name, user.sub);
}

Status store_profile(const SignIn& sign_in, const domain::User& user) {
  return sign_in.services().store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, sign_in.pool().id));
    POSTERN_CHECK(domain::require_provider(txn, pool->id, sign_in.identity.provider.name));
    const std::string taken = "Already found an entry for username " + user.username;
    POSTERN_TRY(const MaybeUser other, find_user(txn, sign_in));
    if (other) return reject("invalid_request", taken);
    POSTERN_CHECK(domain::insert_user(txn, *pool, user, taken));
    return join_group(txn, sign_in, user);
  });
}

Result<std::string> sign_in_first(const SignIn& sign_in, const auth::AuthRequest& request) {
  POSTERN_TRY(domain::User user, new_profile(sign_in));
  const ops::Caller caller = caller_of(sign_in.login);
  ops::Context context{sign_in.services(), caller, std::nullopt};
  POSTERN_CHECK(ops::fire_pre_sign_up(context, sign_in.pool(), sign_in.client().id,
                                      "PreSignUp_ExternalProvider", Json::object(), user));
  // The function may have linked the identity to somebody, who then signs in like any other time.
  POSTERN_TRY(auto linked, look_up(sign_in));
  if (linked) return sign_in_known(sign_in, request, *std::move(linked));
  POSTERN_CHECK(store_profile(sign_in, user));
  POSTERN_CHECK(auth::fire_post_confirmation(sign_in.services(), sign_in.pool(),
                                             sign_in.client().id, user,
                                             "PostConfirmation_ConfirmSignUp", Json::object()));
  auth::Step step{.user = std::move(user),
                  .effect = [&](domain::Txn& txn, domain::User& stored) -> Status {
                    POSTERN_CHECK(check_still(txn, sign_in, stored));
                    return spend_flow(txn, sign_in.flow);
                  }};
  return complete(sign_in, request, step, /*is_first=*/true);
}

// Among what users did, in pools that keep it, a sign-in at a provider is one like any other.
void note_sign_in(const SignIn& sign_in, std::string_view username,
                  const Result<std::string>& session) {
  const ops::Caller caller = caller_of(sign_in.login);
  ops::Context context{sign_in.services(), caller, std::nullopt};
  const Json request = Json::object()
                           .set("ClientId", sign_in.client().id)
                           .set("AuthParameters", Json::object().set("USERNAME", username));
  Result<Json> outcome = Json::object();
  if (!session.ok()) outcome = not_authorized(session.error().message);
  ops::note_activity(context, "InitiateAuth", request, outcome);
}

}  // namespace

Result<std::string> sign_in(const oauth::LoginRequest& login,
                            const oauth::AuthorizationRequest& request, const FlowState& flow,
                            const Identity& identity) {
  static const Json kNoParameters = Json::object();
  const SignIn one{login, request, flow, identity};
  const ops::Caller caller = caller_of(login);
  const ops::Context context{login.services, caller, std::nullopt};
  const auth::AuthRequest as_request{
      .pool = login.pool,
      .client = request.client,
      .managed_login = true,
      .parameters = kNoParameters,
      .client_metadata = Json::object(),
      .place = ops::place_of(context, kNoParameters, *request.client)};
  POSTERN_CHECK(auth::check_address(login.services, as_request));
  POSTERN_TRY(auto user, look_up(one));
  POSTERN_TRY(std::string username,
              domain::federated_username(*login.pool, identity.provider.name, identity.subject));
  if (user) username = user->username;
  auto session =
      user ? sign_in_known(one, as_request, *std::move(user)) : sign_in_first(one, as_request);
  note_sign_in(one, username, session);
  return session;
}

}  // namespace postern::federation
