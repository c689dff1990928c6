// DeleteUserPoolClient: the app client goes, and with it every token it was issued.
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto client,
                domain::load_client(txn, pool->id, request.get_string("ClientId")));
    return domain::erase_client(txn, *client);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteUserPoolClient{"DeleteUserPoolClient", handle};

}  // namespace postern::ops
