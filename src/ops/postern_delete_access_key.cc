// postern:DeleteAccessKey: requests signed with the key are refused from here on.
#include "domain/access_keys.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view id = request.get_string("AccessKeyId");
  if (id.empty()) return invalid_parameter("Missing required parameter AccessKeyId");
  POSTERN_CHECK(context.store().transact(
      [&](domain::Txn& txn) { return domain::erase_access_key(txn, id); }));
  return Json::object();
}

}  // namespace

const Operation kPosternDeleteAccessKey{"DeleteAccessKey", handle};

}  // namespace postern::ops
