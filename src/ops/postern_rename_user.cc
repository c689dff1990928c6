// postern:RenameUser: a user gets another username; everything else stays, sessions included.
//
// An SRP verifier is made of the username, so the user has none until the next sign-in with the
// password makes it again. Tokens that are out name the old username until they are refreshed.
#include "domain/username.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<domain::User> rename(Context& context, domain::Txn& txn, std::string_view pool_id,
                            std::string_view username, std::string_view new_username) {
  POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
  if (pool->username_attributes.any()) {
    return invalid_parameter(
        "In this user pool the username is the sub; change the attribute users sign in with.");
  }
  POSTERN_CHECK(domain::check_new_username(*pool, new_username));
  POSTERN_TRY(domain::User user, domain::require_user(txn, *pool, username));
  return domain::rename_user(txn, *pool, user, new_username, context.store().now_us());
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const std::string_view username = request.get_string("Username");
  const std::string_view new_username = request.get_string("NewUsername");
  if (pool_id.empty() || username.empty() || new_username.empty()) {
    return invalid_parameter("Missing required parameter UserPoolId, Username or NewUsername");
  }
  if (!domain::is_username_text(new_username)) {
    return invalid_parameter("The username is longer than 128 characters or holds one it may not.");
  }
  POSTERN_TRY(const auto user, context.store().transact([&](domain::Txn& txn) {
    return rename(context, txn, pool_id, username, new_username);
  }));
  return Json::object().set("Username", user.username).set("Sub", user.sub);
}

}  // namespace

const Operation kPosternRenameUser{"RenameUser", handle};

}  // namespace postern::ops
