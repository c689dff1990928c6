// AdminSetUserPassword: an administrator sets a password, for good or until the next sign-in.
#include "auth/credentials.h"
#include "domain/lockout.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

constexpr std::int64_t kDayUs = 86'400 * kMicrosPerSecond;

void set_password(const domain::Pool& pool, domain::User& user, const auth::PasswordRecord& record,
                  bool permanent, std::int64_t now_us) {
  auth::Credentials::apply(pool, user, record);
  user.status = permanent ? domain::UserStatus::confirmed
                          : domain::UserStatus::force_change_password;
  if (!permanent) user.password_expires_us = now_us + pool.temporary_password_days * kDayUs;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  auth::Credentials& credentials = context.services.credentials;
  const std::string_view password = request.get_string("Password");
  POSTERN_CHECK(credentials.check_new(*target.pool, &target.user, password));
  POSTERN_TRY(const auto record,
              credentials.derive(*target.pool, target.user.username, password));
  POSTERN_CHECK(change_user(context, *target.pool, target.user.sub,
                            [&](domain::Txn& txn, domain::User& user) {
                              set_password(*target.pool, user, record,
                                           request.get_bool("Permanent"),
                                           context.store().now_us());
                              return domain::clear_all_failures(txn, target.pool->id, user.sub);
                            }));
  return Json::object();
}

}  // namespace

const Operation kAdminSetUserPassword{"AdminSetUserPassword", handle};

}  // namespace postern::ops
