// AdminLinkProviderForUser: lets an identity of another provider sign in as a user of the pool.
#include "domain/provider_links.h"
#include "domain/provider_types.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

constexpr std::string_view kLocal = "Cognito";

// Links are found by their value, which is part of a key.
constexpr std::size_t kValueBytesMax = 2'048;

domain::ProviderUser identity_of(const Json& given) {
  return {given.get_string("ProviderName"), given.get_string("ProviderAttributeName"),
          given.get_string("ProviderAttributeValue")};
}

Result<domain::User> destination_user(domain::Txn& txn, const domain::Pool& pool,
                                      const domain::ProviderUser& destination) {
  if (destination.provider.empty() || destination.value.empty()) {
    return invalid_parameter(
        "Invalid DestinationUser: ProviderName and ProviderAttributeValue are required.");
  }
  if (destination.provider == kLocal) {
    return domain::require_user(txn, pool, destination.value);
  }
  POSTERN_TRY(auto user,
              domain::find_federated_user(txn, pool, destination.provider, destination.value));
  if (!user) return reject("UserNotFoundException", "User does not exist.");
  return std::move(*user);
}

Status check_shape(const domain::ProviderUser& source) {
  if (source.provider == kLocal) {
    return invalid_parameter(
        "Invalid SourceUser: Cognito users with a username/password may not be passed in as a "
        "SourceUser, only as a DestinationUser");
  }
  if (source.provider.empty() || source.attribute.empty() || source.value.empty()) {
    return invalid_parameter(
        "Invalid SourceUser: ProviderName, ProviderAttributeName and ProviderAttributeValue are "
        "required.");
  }
  if (source.value.size() <= kValueBytesMax) return ok();
  return invalid_parameter("Invalid SourceUser: ProviderAttributeValue is too long.");
}

// By the provider's own id, or, where the pool's owner chose the mapping, by a mapped attribute.
Status check_attribute(const domain::IdentityProvider& provider,
                       const domain::ProviderUser& source) {
  const auto* type = domain::find_provider_type(provider.type);
  const bool is_subject = source.attribute == domain::kSubjectAttribute;
  if (is_subject || (type != nullptr && !type->is_social && source.attribute != "username" &&
                     provider.attribute_mapping.contains(source.attribute))) {
    return ok();
  }
  return invalid_parameter("Invalid SourceUser: ProviderAttributeName " +
                           std::string(source.attribute) + " cannot be used with the provider " +
                           provider.name + ".");
}

Result<Json> handle(Context& context, const Json& request) {
  const domain::ProviderUser source = identity_of(*request.find("SourceUser"));
  const domain::ProviderUser destination = identity_of(*request.find("DestinationUser"));
  POSTERN_CHECK(check_shape(source));
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto provider, domain::require_provider(txn, pool->id, source.provider));
    POSTERN_CHECK(check_attribute(provider, source));
    POSTERN_TRY(const auto user, destination_user(txn, *pool, destination));
    return domain::link_identity(txn, *pool, provider, source, user, context.store().now_us());
  }));
  return Json::object();
}

}  // namespace

const Operation kAdminLinkProviderForUser{"AdminLinkProviderForUser", handle};

}  // namespace postern::ops
