// postern:PutSenderKey: gives the key that a pool's KMSKeyID names, for its custom senders.
#include "codec/base64.h"
#include "domain/sender_keys.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view id = request.get_string("KeyId");
  auto decoded = codec::base64_decode(request.get_string("Key"));
  if (!decoded.ok()) return invalid_parameter("Key must be 32 bytes in base64.");
  const Secret material(*decoded);
  wipe(*decoded);
  auto& store = context.store();
  POSTERN_CHECK(store.transact([&](domain::Txn& txn) {
    return domain::put_sender_key(txn, id, material.view(), store.now_us());
  }));
  return Json::object().set("KeyId", id);
}

}  // namespace

const Operation kPosternPutSenderKey{"PutSenderKey", handle};

}  // namespace postern::ops
