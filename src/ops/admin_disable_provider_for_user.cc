// AdminDisableProviderForUser: ends one way for a user to sign in: a link, a federated profile, or
// the password of a local user.
#include "domain/provider_links.h"
#include "domain/sessions.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

constexpr std::string_view kLocal = "Cognito";

Error no_such_user() {
  return reject("UserNotFoundException", "User does not exist.");
}

// Without a password there is none to sign in with, until one is set anew.
Status take_password(domain::Txn& txn, const domain::Pool& pool, std::string_view username,
                     std::int64_t now_us) {
  POSTERN_TRY(const auto before, domain::require_user(txn, pool, username));
  domain::User after(before);
  after.password_hash.clear();
  after.srp_salt.clear();
  after.srp_verifier.clear();
  return domain::update_user(txn, pool, before, after, now_us, /*take_aliases=*/false);
}

// A profile that only its provider signs in to.
Status disable_profile(domain::Txn& txn, const domain::Pool& pool, const domain::User& before,
                       std::int64_t now_us) {
  domain::User after(before);
  after.enabled = false;
  POSTERN_CHECK(domain::revoke_all_sessions(txn, pool.id, after.sub));
  return domain::update_user(txn, pool, before, after, now_us, /*take_aliases=*/false);
}

Status disable(domain::Txn& txn, const domain::Pool& pool, const domain::ProviderUser& identity,
               std::int64_t now_us) {
  if (identity.provider == kLocal) return take_password(txn, pool, identity.value, now_us);
  POSTERN_CHECK(domain::require_provider(txn, pool.id, identity.provider));
  POSTERN_TRY(const auto link, domain::find_link(txn, pool.id, identity));
  if (link) return domain::unlink_identity(txn, pool, *link, now_us);
  if (identity.attribute != domain::kSubjectAttribute) return no_such_user();
  POSTERN_TRY(const auto own,
              domain::find_federated_user(txn, pool, identity.provider, identity.value));
  return own ? disable_profile(txn, pool, *own, now_us) : Status(no_such_user());
}

Result<Json> handle(Context& context, const Json& request) {
  const Json& user = *request.find("User");
  const domain::ProviderUser identity{user.get_string("ProviderName"),
                                      user.get_string("ProviderAttributeName"),
                                      user.get_string("ProviderAttributeValue")};
  if (identity.provider.empty() || identity.attribute.empty() || identity.value.empty()) {
    return invalid_parameter(
        "Invalid User: ProviderName, ProviderAttributeName and ProviderAttributeValue are "
        "required.");
  }
  if (identity.provider == kLocal && identity.attribute != domain::kSubjectAttribute) {
    return invalid_parameter("Invalid User: ProviderAttributeName must be Cognito_Subject.");
  }
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    return disable(txn, *pool, identity, context.store().now_us());
  }));
  return Json::object();
}

}  // namespace

const Operation kAdminDisableProviderForUser{"AdminDisableProviderForUser", handle};

}  // namespace postern::ops
