// CreateUserPoolClient: an application that may use a pool.
#include "ops/new_client.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const domain::Client client, create_client(context, request, /*registered=*/false));
  return Json::object().set("UserPoolClient", render_client(client));
}

}  // namespace

const Operation kCreateUserPoolClient{"CreateUserPoolClient", handle};

}  // namespace postern::ops
