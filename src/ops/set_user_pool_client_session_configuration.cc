// SetUserPoolClientSessionConfiguration: bounds how long a browser's session serves a client.
#include "ops/registry.h"
#include "ops/session_requests.h"

namespace postern::ops {
namespace {

Result<domain::Client> configure(domain::Txn& txn, const Json& request, std::int64_t now_us) {
  POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
  POSTERN_CHECK(check_session_tier(*pool));
  POSTERN_CHECK(check_tracks_sessions(*pool));
  POSTERN_TRY(const auto present,
              domain::load_client(txn, pool->id, request.get_string("ClientId")));
  domain::Client client = *present;
  client.sso_session_minutes =
      static_cast<int>(request.find("SSOSession")->get_int("MaxValidityMinutes"));
  client.modified_us = now_us;
  POSTERN_CHECK(domain::save_client(txn, client));
  return client;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto client, context.store().transact([&](domain::Txn& txn) {
    return configure(txn, request, context.store().now_us());
  }));
  return render_client_session_configuration(client);
}

}  // namespace

const Operation kSetUserPoolClientSessionConfiguration{"SetUserPoolClientSessionConfiguration",
                                                       handle};

}  // namespace postern::ops
