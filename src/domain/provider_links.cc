// Links: which identity of which provider signs in as which user of the pool.
#include "domain/provider_links.h"

#include <algorithm>

#include "domain/keyspace.h"
#include "domain/saml_metadata.h"
#include "domain/user.h"
#include "domain/username.h"

namespace postern::domain {
namespace {

constexpr std::string_view kIdentities = "identities";

std::string links_of_prefix(std::string_view pool_id, std::string_view sub) {
  return keys::pool_data(pool_id, keys::kLinkOfUser).text(sub).take();
}

// The key of a link, from the row under its user.
Result<std::string> link_key_of(std::string_view pool_id, std::string_view prefix,
                                const storage::Row& row) {
  storage::KeyReader reader(std::string_view(row.key).substr(prefix.size()));
  POSTERN_TRY(const std::string provider, reader.text());
  POSTERN_TRY(const std::string attribute, reader.text());
  POSTERN_TRY(const std::string value, reader.text());
  return keys::link(pool_id, provider, attribute, value);
}

// `identities` as it is stored; what is not an array was never written by this engine.
Json identities_of(const User& user) {
  auto list = Json::parse(attribute_or(user.attributes, kIdentities, "[]"));
  return list.ok() && list->is_array() ? std::move(list).value() : Json::array();
}

void store_identities(User& user, const Json& identities) {
  if (identities.empty()) {
    erase_attribute(user.attributes, kIdentities);
  } else {
    set_attribute(user.attributes, kIdentities, identities.dump());
  }
}

// A SAML provider is named by its entity id, where its metadata is at hand.
Json issuer_of(const IdentityProvider& provider) {
  const std::string_view file = provider.details.get_string("MetadataFile");
  if (file.empty()) return nullptr;
  const auto metadata = parse_saml_metadata(file);
  return metadata.ok() ? Json(metadata->entity_id) : Json(nullptr);
}

// `primary`: the user is this identity's own profile.
Json identity_entry(const IdentityProvider& provider, std::string_view user_id, Json issuer,
                    bool primary, std::int64_t now_us) {
  return Json::object()
      .set("userId", user_id)
      .set("providerName", provider.name)
      .set("providerType", provider.type)
      .set("issuer", std::move(issuer))
      .set("primary", primary)
      .set("dateCreated", now_us / 1'000);
}

bool is_own_profile(const User& user, std::string_view provider, std::string_view subject) {
  const Json identities = identities_of(user);
  return std::any_of(
      identities.as_array().begin(), identities.as_array().end(), [&](const Json& entry) {
        return entry.get_bool("primary") && entry.get_string("providerName") == provider &&
               entry.get_string("userId") == subject;
      });
}

Status check_free(Txn& txn, const Pool& pool, const ProviderUser& identity, const User& user) {
  POSTERN_TRY(const auto present, find_link(txn, pool.id, identity));
  if (present && present->sub == user.sub) {
    return invalid_parameter("SourceUser is already linked to DestinationUser");
  }
  if (present) {
    return reject("AliasExistsException", "SourceUser is already linked to another user.");
  }
  if (identity.attribute != kSubjectAttribute) return ok();
  POSTERN_TRY(const auto own, find_federated_user(txn, pool, identity.provider, identity.value));
  if (!own) return ok();
  return invalid_parameter(
      "Merging is not currently supported, provide a SourceUser that has not been signed up in "
      "order to link");
}

Status check_room_of_user(Txn& txn, const Pool& pool, const User& user) {
  POSTERN_TRY(const auto rows,
              txn.scan_prefix_keys(links_of_prefix(pool.id, user.sub), {}, kLinksPerUserMax));
  if (rows.size() < kLinksPerUserMax) return ok();
  return reject("LimitExceededException", "A user has at most 5 linked identities.");
}

// Federation looks each of these attributes up at every sign-in. They are told apart by jumping
// over the links of one to the next.
Status check_room_of_provider(Txn& txn, const Pool& pool, const ProviderUser& identity) {
  const std::string prefix = keys::pool_data(pool.id, keys::kLink).text(identity.provider).take();
  const std::string end = storage::prefix_end(prefix);
  std::string begin = prefix;
  for (std::size_t others = 0; others < kLinkAttributesPerProviderMax;) {
    POSTERN_TRY(const auto rows, txn.raw().scan(begin, end, 1));
    if (rows.empty()) return ok();
    storage::KeyReader reader(std::string_view(rows.front().key).substr(prefix.size()));
    POSTERN_TRY(const std::string attribute, reader.text());
    if (attribute == identity.attribute) return ok();
    ++others;
    begin = storage::prefix_end(
        keys::pool_data(pool.id, keys::kLink).text(identity.provider).text(attribute).take());
  }
  return reject("LimitExceededException",
                "Users of an identity provider are linked by at most 5 attributes.");
}

}  // namespace

Result<std::optional<ProviderLink>> find_link(Txn& txn, std::string_view pool_id,
                                              const ProviderUser& identity) {
  return txn.get<ProviderLink>(
      keys::link(pool_id, identity.provider, identity.attribute, identity.value));
}

Result<std::optional<User>> find_federated_user(Txn& txn, const Pool& pool,
                                                std::string_view provider,
                                                std::string_view subject) {
  POSTERN_TRY(const auto link, find_link(txn, pool.id, {provider, kSubjectAttribute, subject}));
  if (link) return find_user_by_sub(txn, pool, link->sub);
  POSTERN_TRY(const std::string name, federated_username(pool, provider, subject));
  POSTERN_TRY(auto own, find_user(txn, pool, name));
  // Anybody else of such a name is somebody else.
  if (own && !is_own_profile(*own, provider, subject)) return std::optional<User>();
  return own;
}

Result<std::string> federated_username(const Pool& pool, std::string_view provider,
                                       std::string_view subject) {
  std::string name = std::string(provider).append("_").append(subject);
  if (pool.case_sensitive) return name;
  return canonical_username(pool, name);
}

void add_own_identity(User& user, const IdentityProvider& provider, std::string_view subject,
                      std::string_view issuer, std::int64_t now_us) {
  Json identities = identities_of(user);
  identities.push_back(identity_entry(provider, subject,
                                      issuer.empty() ? Json(nullptr) : Json(issuer),
                                      /*primary=*/true, now_us));
  store_identities(user, identities);
}

bool has_own_identity(const User& user) {
  const Json identities = identities_of(user);
  return std::any_of(identities.as_array().begin(), identities.as_array().end(),
                     [](const Json& entry) { return entry.get_bool("primary"); });
}

Status check_not_federated_name(Txn& txn, const Pool& pool, std::string_view canonical) {
  if (canonical.find('_') == std::string_view::npos) return ok();
  POSTERN_TRY(const auto providers, list_providers(txn, pool.id, {}, SIZE_MAX));
  for (const IdentityProvider& provider : providers) {
    POSTERN_TRY(const std::string prefix, canonical_username(pool, provider.name + "_"));
    if (canonical.starts_with(prefix)) {
      return invalid_parameter("Username cannot begin with " + provider.name +
                               "_, as those of an identity provider of the user pool do.");
    }
  }
  return ok();
}

Status link_identity(Txn& txn, const Pool& pool, const IdentityProvider& provider,
                     const ProviderUser& identity, const User& user, std::int64_t now_us) {
  POSTERN_CHECK(check_free(txn, pool, identity, user));
  POSTERN_CHECK(check_room_of_user(txn, pool, user));
  POSTERN_CHECK(check_room_of_provider(txn, pool, identity));
  ProviderLink link;
  link.sub = user.sub;
  link.provider = identity.provider;
  link.attribute = identity.attribute;
  link.value = identity.value;
  link.created_us = now_us;
  POSTERN_CHECK(txn.put(keys::link(pool.id, link.provider, link.attribute, link.value), link));
  POSTERN_CHECK(txn.put_mark(
      keys::link_of_user(pool.id, link.sub, link.provider, link.attribute, link.value)));
  Json identities = identities_of(user);
  identities.push_back(
      identity_entry(provider, identity.value, issuer_of(provider), /*primary=*/false, now_us));
  User after(user);
  store_identities(after, identities);
  return update_user(txn, pool, user, after, now_us, /*take_aliases=*/false);
}

Status unlink_identity(Txn& txn, const Pool& pool, const ProviderLink& link, std::int64_t now_us) {
  POSTERN_CHECK(txn.erase(keys::link(pool.id, link.provider, link.attribute, link.value)));
  POSTERN_CHECK(
      txn.erase(keys::link_of_user(pool.id, link.sub, link.provider, link.attribute, link.value)));
  POSTERN_TRY(const auto before, find_user_by_sub(txn, pool, link.sub));
  if (!before) return ok();
  User after(*before);
  Json identities = identities_of(after);
  std::erase_if(identities.as_array(), [&](const Json& entry) {
    return entry.get_string("providerName") == link.provider &&
           entry.get_string("userId") == link.value && !entry.get_bool("primary");
  });
  store_identities(after, identities);
  return update_user(txn, pool, *before, after, now_us, /*take_aliases=*/false);
}

Status erase_links_of(Txn& txn, std::string_view pool_id, std::string_view sub) {
  const std::string prefix = links_of_prefix(pool_id, sub);
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(prefix, {}, SIZE_MAX));
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const std::string key, link_key_of(pool_id, prefix, row));
    POSTERN_CHECK(txn.erase(key));
    POSTERN_CHECK(txn.erase(row.key));
  }
  return ok();
}

}  // namespace postern::domain
