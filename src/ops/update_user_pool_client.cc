// UpdateUserPoolClient: replaces a client's settings; what the request leaves out goes back to its
// default. Secrets stay.
#include "ops/change_client.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Status replace_settings(domain::Client& client, const Json& request) {
  domain::ClientRecord record = domain::to_record(client);
  record.settings = domain::updated_client_settings(client.settings, request).dump();
  POSTERN_TRY(client, domain::make_client(record));
  return ok();
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto client, change_client(context, request, [&](domain::Client& changed) {
                return replace_settings(changed, request);
              }));
  return Json::object().set("UserPoolClient", render_client(client));
}

}  // namespace

const Operation kUpdateUserPoolClient{"UpdateUserPoolClient", handle};

}  // namespace postern::ops
