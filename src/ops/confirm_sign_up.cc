// ConfirmSignUp: the user proves the address with the code that was sent there.
#include "auth/lookup.h"
#include "domain/codes.h"
#include "domain/quota.h"
#include "ops/post_confirmation.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

// The address the code was sent to is verified if the user still has it.
void mark_verified(domain::User& user, const domain::CodeTarget& proven) {
  if (domain::attribute_or(user.attributes, proven.attribute) != proven.value) return;
  domain::set_attribute(user.attributes, proven.attribute + "_verified", "true");
}

// AliasExistsException of the index in this operation's words.
Error alias_text(Error error) {
  constexpr std::string_view kGiven = "the given ";
  if (error.code != "AliasExistsException") return error;
  const std::size_t at = error.message.find(kGiven);
  if (at != std::string::npos) error.message.replace(at, kGiven.size(), "the ");
  return error;
}

storage::Outcome<domain::User> confirm(domain::Txn& txn, Context& context,
                                       const domain::Pool& pool, const Json& request) {
  const std::int64_t now_us = context.store().now_us();
  POSTERN_TRY(auto before, domain::find_user(txn, pool, request.get_string("Username")));
  if (!before) return unknown_username();
  if (before->status != domain::UserStatus::unconfirmed) {
    return not_authorized("User cannot be confirmed. Current status is " +
                          std::string(domain::status_name(before->status)));
  }
  POSTERN_CHECK(
      domain::use_quota(txn, pool.id, before->sub, domain::kConfirmSignUpQuota, now_us));
  POSTERN_TRY(const auto check,
              domain::check_code(txn, pool.id, before->sub, domain::CodePurpose::sign_up,
                                 request.get_string("ConfirmationCode"), now_us));
  if (check.outcome != domain::CodeCheck::Outcome::right) {
    return storage::commit_then_refuse(domain::code_error(check.outcome));
  }
  domain::User after(*before);
  after.status = domain::UserStatus::confirmed;
  mark_verified(after, check.target);
  auto updated = domain::update_user(txn, pool, *before, after, now_us,
                                     request.get_bool("ForceAliasCreation"));
  if (!updated.ok()) return alias_text(std::move(updated).error());
  return after;
}

Error for_unknown_user(const domain::Client& client, Error error) {
  if (error.code != "UserNotFoundException" || !client.hides_user_existence) return error;
  return domain::code_error(domain::CodeCheck::Outcome::expired);
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, proven_client_of(context, request));
  auto confirmed = context.store().transact(
      [&](domain::Txn& txn) { return confirm(txn, context, *target.pool, request); });
  if (!confirmed.ok()) return for_unknown_user(*target.client, std::move(confirmed).error());
  POSTERN_CHECK(fire_post_confirmation(context, *target.pool, target.client->id, *confirmed,
                                       "PostConfirmation_ConfirmSignUp",
                                       client_metadata(request)));
  return Json::object();
}

}  // namespace

const Operation kConfirmSignUp{"ConfirmSignUp", handle};

}  // namespace postern::ops
