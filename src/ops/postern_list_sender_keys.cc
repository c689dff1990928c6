// postern:ListSenderKeys: which keys the host's custom senders have. The keys themselves stay in.
#include "domain/sender_keys.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  POSTERN_TRY(const auto keys,
              context.store().read([](domain::Txn& txn) { return domain::list_sender_keys(txn); }));
  Json list = Json::array();
  for (const auto& key : keys) {
    list.push_back(
        Json::object().set("KeyId", key.id).set("CreateDate", render_time(key.created_us)));
  }
  return Json::object().set("SenderKeys", std::move(list));
}

}  // namespace

const Operation kPosternListSenderKeys{"ListSenderKeys", handle};

}  // namespace postern::ops
