// DeleteUserPoolClientSecret: the old secret stops working once applications have changed over.
#include "ops/change_client.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(change_client(context, request, [&](domain::Txn&, domain::Client& client) {
    return domain::erase_client_secret(client, request.get_string("ClientSecretId"));
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteUserPoolClientSecret{"DeleteUserPoolClientSecret", handle};

}  // namespace postern::ops
