// AdminConfirmSignUp: an administrator confirms a user without a code; no address becomes verified.
#include "domain/codes.h"
#include "ops/post_confirmation.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(auto target, pool_and_user_of(context, request));
  POSTERN_CHECK(change_user(
      context, *target.pool, target.user.sub, [&](domain::Txn& txn, domain::User& user) -> Status {
        if (user.status != domain::UserStatus::unconfirmed) {
          return not_authorized("User cannot be confirmed. Current status is " +
                                std::string(domain::status_name(user.status)));
        }
        user.status = domain::UserStatus::confirmed;
        target.user = user;
        return domain::forget_code(txn, target.pool->id, user.sub, domain::CodePurpose::sign_up);
      }));
  POSTERN_CHECK(fire_post_confirmation(context, *target.pool, {}, target.user,
                                       "PostConfirmation_ConfirmSignUp", client_metadata(request)));
  return Json::object();
}

}  // namespace

const Operation kAdminConfirmSignUp{"AdminConfirmSignUp", handle};

}  // namespace postern::ops
