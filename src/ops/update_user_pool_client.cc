// UpdateUserPoolClient: replaces a client's settings; what the request leaves out goes back to its
// default. Secrets stay.
#include "domain/identity_provider.h"
#include "domain/scopes.h"
#include "ops/change_client.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Status replace_settings(domain::Txn& txn, domain::Client& client, const Json& request) {
  domain::ClientRecord record = domain::to_record(client);
  record.settings = domain::updated_client_settings(client.settings, request).dump();
  POSTERN_TRY(client, domain::make_client(record));
  POSTERN_CHECK(domain::check_supported_providers(txn, client));
  return domain::check_scopes_exist(txn, client);
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto client,
              change_client(context, request, [&](domain::Txn& txn, domain::Client& changed) {
                return replace_settings(txn, changed, request);
              }));
  return Json::object().set("UserPoolClient", render_client(client));
}

}  // namespace

const Operation kUpdateUserPoolClient{"UpdateUserPoolClient", handle};

}  // namespace postern::ops
