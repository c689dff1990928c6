// Links: which identity of which provider signs in as which user of the pool.
//
// A link is a row that federation finds by provider, attribute and value, exactly as they were
// linked (F02), a row under its user, and an entry of the user's `identities`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/identity_provider.h"
#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// The attribute that stands for a provider's own unique id of a user: `sub`, `id`, NameID.
inline constexpr std::string_view kSubjectAttribute = "Cognito_Subject";

inline constexpr std::size_t kLinksPerUserMax = 5;
inline constexpr std::size_t kLinkAttributesPerProviderMax = 5;

// An identity as its provider knows it.
struct ProviderUser {
  std::string_view provider;
  std::string_view attribute;  // kSubjectAttribute, or an attribute of the pool.
  std::string_view value;
};

Result<std::optional<ProviderLink>> find_link(Txn& txn, std::string_view pool_id,
                                              const ProviderUser& identity);

// The user that a provider's subject has become, linked or with a profile of its own. That is told
// by what `identities` says and never by the name alone (F02, F16).
Result<std::optional<User>> find_federated_user(Txn& txn, const Pool& pool,
                                                std::string_view provider,
                                                std::string_view subject);

// The name of the profile that a subject without a link signs in to: "<provider>_<subject>", in
// lower case where the pool tells no cases apart.
Result<std::string> federated_username(const Pool& pool, std::string_view provider,
                                       std::string_view subject);

// Says in the `identities` of a new user that it is the subject's own profile. `issuer` is the
// entity id of a SAML provider; others have none.
void add_own_identity(User& user, const IdentityProvider& provider, std::string_view subject,
                      std::string_view issuer, std::int64_t now_us);

// Whether the user is a provider's user's own profile, which is found by its username.
bool has_own_identity(const User& user);

// InvalidParameterException for the name of a local user that begins like those of a provider's
// users: theirs would be taken when they first sign in (F16). `canonical` as canonical_username().
Status check_not_federated_name(Txn& txn, const Pool& pool, std::string_view canonical);

// Links the identity to `user`, whose `identities` gain an entry, and stores both. Refuses an
// identity that is somebody's already with AliasExistsException, one that has a profile of its own
// with InvalidParameterException, and too many links with LimitExceededException.
Status link_identity(Txn& txn, const Pool& pool, const IdentityProvider& provider,
                     const ProviderUser& identity, const User& user, std::int64_t now_us);

// Takes the link away from its user.
Status unlink_identity(Txn& txn, const Pool& pool, const ProviderLink& link, std::int64_t now_us);

// With the user, all of its links go.
Status erase_links_of(Txn& txn, std::string_view pool_id, std::string_view sub);

}  // namespace postern::domain
