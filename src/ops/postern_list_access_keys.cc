// postern:ListAccessKeys: which access keys there are, without their secrets.
#include "domain/access_keys.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Json render_key(const domain::AccessKey& key) {
  Json json = Json::object();
  json.set("AccessKeyId", key.id).set("CreateDate", render_time(key.created_us));
  return json;
}

Result<Json> handle(Context& context, const Json&) {
  POSTERN_TRY(const auto keys,
              context.store().read([](domain::Txn& txn) { return domain::list_access_keys(txn); }));
  Json list = Json::array();
  for (const domain::AccessKey& key : keys) list.push_back(render_key(key));
  return Json::object().set("AccessKeys", std::move(list));
}

}  // namespace

const Operation kPosternListAccessKeys{"ListAccessKeys", handle};

}  // namespace postern::ops
