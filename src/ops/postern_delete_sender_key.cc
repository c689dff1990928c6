// postern:DeleteSenderKey: forgets a key of the host's custom senders.
#include "domain/sender_keys.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) {
    return domain::erase_sender_key(txn, request.get_string("KeyId"));
  }));
  return Json::object();
}

}  // namespace

const Operation kPosternDeleteSenderKey{"DeleteSenderKey", handle};

}  // namespace postern::ops
