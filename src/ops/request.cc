// What the requests of many operations have in common.
#include "ops/request.h"

#include "ops/place.h"

namespace postern::ops {

Result<domain::PoolAndClient> client_of(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) {
    return domain::load_client_anywhere(txn, request.get_string("ClientId"));
  });
}

Result<domain::PoolAndClient> client_in_pool(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<domain::PoolAndClient> {
    const std::string_view pool_id = request.get_string("UserPoolId");
    POSTERN_TRY(auto pool, domain::load_pool(txn, pool_id));
    POSTERN_TRY(auto client, domain::load_client(txn, pool_id, request.get_string("ClientId")));
    return domain::PoolAndClient{std::move(pool), std::move(client)};
  });
}

Result<domain::PoolAndClient> proven_client_of(Context& context, const Json& request) {
  POSTERN_TRY(auto target, client_of(context, request));
  POSTERN_CHECK(auth::check_secret_hash(*target.client, request.get_string("Username"),
                                        request.get_string("SecretHash"),
                                        auth::HashWording::other));
  return target;
}

Result<domain::PoolPtr> pool_of(Context& context, const Json& request) {
  return context.store().read(
      [&](domain::Txn& txn) { return domain::load_pool(txn, request.get_string("UserPoolId")); });
}

Result<PoolAndUser> pool_and_user_of(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<PoolAndUser> {
    POSTERN_TRY(auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(auto user, domain::require_user(txn, *pool, request.get_string("Username")));
    return PoolAndUser{std::move(pool), std::move(user)};
  });
}

Json client_metadata(const Json& request) {
  const Json* metadata = request.find("ClientMetadata");
  return metadata == nullptr || metadata->is_null() ? Json::object() : *metadata;
}

Status change_user(Context& context, const domain::Pool& pool, std::string_view sub,
                   const std::function<Status(domain::Txn&, domain::User&)>& change) {
  return context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(auto before, domain::find_user_by_sub(txn, pool, sub));
    if (!before) return reject("UserNotFoundException", "User does not exist.");
    domain::User after(*before);
    POSTERN_CHECK(change(txn, after));
    return domain::update_user(txn, pool, *before, after, context.store().now_us(),
                               /*take_aliases=*/false);
  });
}

auth::AuthRequest auth_request(Context& context, domain::PoolAndClient target, bool admin,
                               const Json& parameters, const Json& request) {
  auth::Place place = place_of(context, request, *target.client);
  return {.pool = std::move(target.pool),
          .client = std::move(target.client),
          .admin = admin,
          .flow = request.get_string("AuthFlow"),
          .parameters = parameters,
          .session = request.get_string("Session"),
          .client_metadata = client_metadata(request),
          .place = std::move(place),
          .note = &context.risk};
}

}  // namespace postern::ops
