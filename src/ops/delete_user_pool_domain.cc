// DeleteUserPoolDomain: the name is free again, for any pool.
#include "domain/user_pool_domains.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto domain, domain::require_domain(txn, request.get_string("UserPoolId"),
                                                          request.get_string("Domain")));
    return domain::erase_domain(txn, domain);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteUserPoolDomain{"DeleteUserPoolDomain", handle};

}  // namespace postern::ops
