// Making an app client.
#include "ops/new_client.h"

#include "domain/client_attributes.h"
#include "domain/identity_provider.h"
#include "domain/registration.h"
#include "domain/scopes.h"

namespace postern::ops {
namespace {

Status give_secret(Context& context, const Json& request, domain::Client& client) {
  const bool generate = request.get_bool("GenerateSecret");
  const std::string_view given = request.get_string("ClientSecret");
  if (generate && !given.empty()) {
    return invalid_parameter("GenerateSecret and ClientSecret cannot both be specified.");
  }
  if (!generate && given.empty()) return ok();
  POSTERN_TRY(
      [[maybe_unused]] const auto secret,
      domain::add_client_secret(client, context.store().random(), given, client.created_us));
  return ok();
}

Result<domain::Client> make_new_client(Context& context, const Json& request, bool registered) {
  domain::ClientRecord record;
  record.id = domain::new_client_id(context.store().random());
  record.pool_id = request.get_string("UserPoolId");
  Json settings = domain::with_client_defaults(request);
  if (registered) settings.set("ClientType", domain::kRegisteredClient);
  record.settings = settings.dump();
  record.created_us = context.store().now_us();
  record.modified_us = record.created_us;
  POSTERN_TRY(domain::Client client, domain::make_client(record));
  POSTERN_CHECK(give_secret(context, request, client));
  return client;
}

}  // namespace

Result<domain::Client> create_client(Context& context, const Json& request, bool registered) {
  POSTERN_TRY(domain::Client client, make_new_client(context, request, registered));
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, client.pool_id));
    if (registered) POSTERN_CHECK(domain::check_room_for_client(txn, *pool));
    POSTERN_CHECK(domain::check_client(*pool, client));
    POSTERN_CHECK(domain::check_attribute_lists(*pool, client, "creating"));
    POSTERN_CHECK(domain::check_supported_providers(txn, client));
    POSTERN_CHECK(domain::check_scopes_exist(txn, client));
    return domain::save_client(txn, client);
  }));
  return client;
}

}  // namespace postern::ops
