// UpdateUserAttributes: the user changes what their client may write.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/user_writes.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  POSTERN_TRY(const auto writes, domain::parse_attributes(request.find("UserAttributes")));
  POSTERN_CHECK(domain::check_writes(*caller.pool, caller.client.get(), domain::Writer::user,
                                     /*creating=*/false, writes));
  POSTERN_TRY(const auto result, write_attributes(context, *caller.pool, caller.user.sub,
                                                  domain::Writer::user, writes));
  POSTERN_TRY(auto details, send_codes(context, *caller.pool, caller.client->id, result,
                                       client_metadata(request)));
  return Json::object().set("CodeDeliveryDetailsList", std::move(details));
}

}  // namespace

const Operation kUpdateUserAttributes{"UpdateUserAttributes", handle};

}  // namespace postern::ops
