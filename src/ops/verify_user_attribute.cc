// VerifyUserAttribute: the user proves an address with the code that was sent there.
#include "auth/verification.h"
#include "domain/quota.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

// The code proves the address it was sent to: the pending one becomes the present one, the present
// one becomes verified. One that was replaced since proves nothing (F06).
Status take_address(domain::User& user, const domain::CodeTarget& proven) {
  const bool pending = domain::attribute_or(user.pending, proven.attribute) == proven.value;
  const bool present = domain::attribute_or(user.attributes, proven.attribute) == proven.value;
  if (!pending && !present) return domain::code_error(domain::CodeCheck::Outcome::expired);
  if (pending) domain::erase_attribute(user.pending, proven.attribute);
  domain::set_attribute(user.attributes, proven.attribute, proven.value);
  domain::set_attribute(user.attributes, proven.attribute + "_verified", "true");
  return ok();
}

storage::Outcome<Unit> verify(domain::Txn& txn, Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  const domain::Pool& pool = *caller.pool;
  const std::int64_t now_us = context.store().now_us();
  POSTERN_TRY(auto before, domain::find_user_by_sub(txn, pool, caller.user.sub));
  if (!before) return reject("UserNotFoundException", "User does not exist.");
  POSTERN_CHECK(
      domain::use_quota(txn, pool.id, before->sub, domain::kVerifyAttributeQuota, now_us));
  POSTERN_TRY(const auto check,
              domain::check_code(txn, pool.id, before->sub,
                                 auth::purpose_for(request.get_string("AttributeName")),
                                 request.get_string("Code"), now_us));
  if (check.outcome != domain::CodeCheck::Outcome::right) {
    return storage::commit_then_refuse(domain::code_error(check.outcome));
  }
  domain::User after(*before);
  POSTERN_CHECK(take_address(after, check.target));
  // Whoever proves an address takes it as an alias from an earlier holder, as in Cognito.
  POSTERN_CHECK(domain::update_user(txn, pool, *before, after, now_us, /*take_aliases=*/true));
  return Unit{};
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view name = request.get_string("AttributeName");
  if (name != "email" && name != "phone_number") {
    return invalid_parameter(
        "Invalid attribute name. Only phone_number and email can be verified.");
  }
  POSTERN_CHECK(
      context.store().transact([&](domain::Txn& txn) { return verify(txn, context, request); }));
  return Json::object();
}

}  // namespace

const Operation kVerifyUserAttribute{"VerifyUserAttribute", handle};

}  // namespace postern::ops
