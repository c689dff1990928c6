// postern:CreateAccessKey: credentials to sign administrative requests with. The secret is shown
// once.
#include "domain/access_keys.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  auto& store = context.store();
  POSTERN_TRY(const auto key, store.transact([&](domain::Txn& txn) {
    return domain::create_access_key(txn, store.random(), store.now_us());
  }));
  return Json::object().set("AccessKeyId", key.id).set("SecretAccessKey", key.secret);
}

}  // namespace

const Operation kPosternCreateAccessKey{"CreateAccessKey", handle};

}  // namespace postern::ops
