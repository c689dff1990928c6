// AddUserPoolClientSecret: a second secret, so that an application can change over without a gap.
#include "ops/change_client.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Status add_secret(Context& context, const Json& request, domain::Client& client) {
  // Applications that know no secret would all be locked out at once.
  if (client.secrets.empty()) {
    return invalid_parameter("A secret can only be added to a client that was created with one.");
  }
  POSTERN_TRY(
      [[maybe_unused]] const auto secret,
      domain::add_client_secret(client, context.store().random(),
                                request.get_string("ClientSecret"), context.store().now_us()));
  return ok();
}

// A generated secret is shown here and never again; one that was handed in is not repeated.
Json render_added(const domain::ClientSecret& secret, const Json& request) {
  Json descriptor = render_client_secret(secret);
  if (!request.contains("ClientSecret")) descriptor.set("ClientSecretValue", secret.value);
  return descriptor;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto client,
              change_client(context, request, [&](domain::Txn&, domain::Client& changed) {
                return add_secret(context, request, changed);
              }));
  return Json::object().set("ClientSecretDescriptor", render_added(client.secrets.back(), request));
}

}  // namespace

const Operation kAddUserPoolClientSecret{"AddUserPoolClientSecret", handle};

}  // namespace postern::ops
