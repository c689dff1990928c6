// AdminUpdateUserAttributes: an administrator writes attributes, vouching for addresses if they say
// so.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/user_writes.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  POSTERN_TRY(const auto writes, domain::parse_attributes(request.find("UserAttributes")));
  POSTERN_CHECK(domain::check_writes(*target.pool, nullptr, domain::Writer::administrator,
                                     /*creating=*/false, writes));
  POSTERN_TRY(const auto result, write_attributes(context, *target.pool, target.user.sub,
                                                  domain::Writer::administrator, writes));
  POSTERN_CHECK(send_codes(context, *target.pool, {}, result, client_metadata(request)));
  return Json::object();
}

}  // namespace

const Operation kAdminUpdateUserAttributes{"AdminUpdateUserAttributes", handle};

}  // namespace postern::ops
