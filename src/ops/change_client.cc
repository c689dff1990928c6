// Changing an app client, for the operations that do.
#include "ops/change_client.h"

#include "domain/client_attributes.h"

namespace postern::ops {

Result<domain::Client> change_client(Context& context, const Json& request,
                                     const ClientChange& change) {
  return context.store().transact([&](domain::Txn& txn) -> Result<domain::Client> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto present,
                domain::load_client(txn, pool->id, request.get_string("ClientId")));
    domain::Client client = *present;
    POSTERN_CHECK(change(txn, client));
    client.modified_us = context.store().now_us();
    POSTERN_CHECK(domain::check_client(*pool, client));
    POSTERN_CHECK(domain::check_attribute_lists(*pool, client, "updating"));
    POSTERN_CHECK(domain::save_client(txn, client));
    return client;
  });
}

}  // namespace postern::ops
