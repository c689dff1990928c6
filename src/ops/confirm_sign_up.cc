// ConfirmSignUp: the user proves the address with the code that was sent there.
#include "auth/sign_up_session.h"
#include "auth/simulated_user.h"
#include "domain/codes.h"
#include "domain/mfa.h"
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

struct Confirmed {
  domain::User user;
  domain::CodeTarget proven;
};

storage::Outcome<Confirmed> confirm(domain::Txn& txn, Context& context,
                                    const domain::PoolAndClient& target, const Json& request) {
  const domain::Pool& pool = *target.pool;
  const std::string_view login = request.get_string("Username");
  const std::int64_t now_us = context.store().now_us();
  POSTERN_TRY(auto before, domain::find_user(txn, pool, login));
  if (!before && !target.client->hides_user_existence) return unknown_username();
  // Names nobody has are limited as well, or the limit would tell them apart (R07).
  const std::string sub =
      before ? before->sub : auth::simulated_user(context.services, pool, login).sub;
  POSTERN_CHECK(domain::use_quota(txn, pool.id, sub, domain::kConfirmSignUpQuota, now_us));
  if (!before) return storage::commit_then_refuse(unknown_username());
  if (before->status != domain::UserStatus::unconfirmed) {
    return storage::commit_then_refuse(
        not_authorized("User cannot be confirmed. Current status is " +
                       std::string(domain::status_name(before->status))));
  }
  POSTERN_TRY(auto check, domain::check_code(txn, pool.id, sub, domain::CodePurpose::sign_up,
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
  if (pool.mfa.mode == domain::MfaMode::on) {
    POSTERN_CHECK(domain::grant_first_sign_in(txn, pool.id, sub, now_us));
  }
  return Confirmed{std::move(after), std::move(check.target)};
}

// A client that hides who exists hears one thing for a wrong code, an old one, none asked for, and
// a user who is not there or confirmed already (E04).
Error as_told(const domain::Client& client, Error error) {
  const bool tells = error.code == "UserNotFoundException" ||
                     error.code == "ExpiredCodeException" || error.code == "NotAuthorizedException";
  if (!client.hides_user_existence || !tells) return error;
  return domain::code_error(domain::CodeCheck::Outcome::wrong);
}

Result<Json> confirm_and_tell(Context& context, const domain::PoolAndClient& target,
                              const Json& request) {
  auto confirmed = context.store().transact(
      [&](domain::Txn& txn) { return confirm(txn, context, target, request); });
  if (!confirmed.ok()) return as_told(*target.client, std::move(confirmed).error());
  POSTERN_CHECK(fire_post_confirmation(context, *target.pool, target.client->id, confirmed->user,
                                       "PostConfirmation_ConfirmSignUp", client_metadata(request)));
  const std::string session = auth::signed_up_session(
      context.services, {target, confirmed->user, request.get_string("Username")},
      confirmed->proven);
  return session.empty() ? Json::object() : Json::object().set("Session", session);
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, proven_client_of(context, request));
  POSTERN_CHECK(
      auth::check_sign_up_session(context.services, target, request.get_string("Session")));
  return confirm_and_tell(context, target, request);
}

// postern:ConfirmUserByLink: the same, by the link that carried the code to the user's mailbox.
Result<Json> follow_link(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, client_of(context, request));
  POSTERN_CHECK(confirm_and_tell(context, target, request));
  return Json::object();
}

}  // namespace

const Operation kConfirmSignUp{"ConfirmSignUp", handle};
const Operation kPosternConfirmUserByLink{"ConfirmUserByLink", follow_link};

}  // namespace postern::ops
