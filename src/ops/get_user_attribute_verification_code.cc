// GetUserAttributeVerificationCode: a code for an address of the user, the pending one first.
#include "auth/verification.h"
#include "domain/quota.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  const std::string name(request.get_string("AttributeName"));
  if (name != "email" && name != "phone_number") {
    return invalid_parameter(
        "Invalid attribute name. Only phone_number and email can be verified.");
  }
  const std::string_view present = domain::attribute_or(caller.user.attributes, name);
  const std::string value(domain::attribute_or(caller.user.pending, name, present));
  if (value.empty()) return invalid_parameter("User has no attribute " + name + ".");
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) {
    return domain::use_quota(txn, caller.pool->id, caller.user.sub, domain::kAttributeCodeQuota,
                             context.store().now_us());
  }));
  POSTERN_TRY(auto details,
              auth::make_and_send_code(context.services,
                                       {*caller.pool, caller.client->id, caller.user,
                                        "VerifyUserAttribute", client_metadata(request)},
                                       auth::purpose_for(name), {name, value}));
  return Json::object().set("CodeDeliveryDetails", std::move(details));
}

}  // namespace

const Operation kGetUserAttributeVerificationCode{"GetUserAttributeVerificationCode", handle};

}  // namespace postern::ops
