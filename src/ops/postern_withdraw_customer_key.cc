// postern:WithdrawCustomerKey: from here on nothing in the pools that name the key can be read,
// until it is given again. Other engines on the same store are told each on their own.
#include "domain/store.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  domain::Store& store = context.store();
  store.envelope().range_keys().withdraw_owner_key(request.get_string("KmsKeyArn"));
  store.forget_decoded();
  // Signing keys and verified tokens are remembered as long as nothing was taken away.
  store.revocations().note_all(store.now_us());
  return Json::object();
}

}  // namespace

const Operation kPosternWithdrawCustomerKey{"WithdrawCustomerKey", handle};

}  // namespace postern::ops
