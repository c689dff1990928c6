// What a PreTokenGeneration function may change about tokens.
#include "tokens/customise.h"

#include <algorithm>

#include "tokens/claims.h"

namespace postern::tokens {
namespace {

constexpr std::string_view kImmutable[] = {
    "acr",       "amr",        "at_hash",    "auth_time",  "azp",       "client_id", "device_key",
    "event_id",  "exp",        "iat",        "identities", "iss",       "jti",       "nbf",
    "nonce",     "origin_jti", "sub",        "token_use",  "username",  "version"};

constexpr std::string_view kGroupClaims[] = {"cognito:groups", "cognito:roles",
                                             "cognito:preferred_role"};

template <std::size_t size>
bool is_one_of(const std::string_view (&names)[size], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_immutable(std::string_view name) {
  return is_one_of(kImmutable, name) || name.starts_with("cognito:");
}

bool may_suppress(std::string_view name) {
  return !is_immutable(name) || is_one_of(kGroupClaims, name);
}

// "dev:" claims may only be suppressed.
bool may_add(std::string_view name) { return !is_immutable(name) && !name.starts_with("dev:"); }

bool may_add_to_id(std::string_view name) { return may_add(name) && name != "aud"; }

// `scope` has its own lists, which keep it well-formed. An audience other than the client itself
// would let one client's token pass at another's door.
bool may_add_to_access(const Json& claims, std::string_view name, const Json& value) {
  if (name == "scope") return false;
  if (name == "aud") return value == Json(claims.get_string("client_id"));
  return may_add(name);
}

void suppress(Json& claims, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    if (may_suppress(name)) claims.erase(name);
    if (name != "cognito:groups") continue;
    for (const auto group_claim : kGroupClaims) claims.erase(group_claim);
  }
}

void set_or_erase(Json& claims, std::string_view name, Json value) {
  if (value.empty()) claims.erase(name);
  else claims.set(name, std::move(value));
}

void override_roles(Json& claims, const GroupClaims& groups) {
  set_or_erase(claims, "cognito:roles", to_json(groups.roles));
  claims.erase("cognito:preferred_role");
  if (!groups.preferred_role.empty()) claims.set("cognito:preferred_role", groups.preferred_role);
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void append_scope(std::string& scopes, std::string_view scope) {
  if (!scopes.empty()) scopes += ' ';
  scopes += scope;
}

std::vector<std::string> split_scopes(std::string_view scopes) {
  std::vector<std::string> list;
  while (!scopes.empty()) {
    const std::size_t end = std::min(scopes.find(' '), scopes.size());
    if (end != 0) list.emplace_back(scopes.substr(0, end));
    scopes.remove_prefix(std::min(end + 1, scopes.size()));
  }
  return list;
}

std::string customised_scope(std::string_view present, const Customisation& customisation) {
  auto wanted = split_scopes(present);
  for (const auto& scope : customisation.scopes_to_add) {
    if (!contains(wanted, scope)) wanted.push_back(scope);
  }
  std::string scopes;
  for (const auto& scope : wanted) {
    if (!contains(customisation.scopes_to_suppress, scope)) append_scope(scopes, scope);
  }
  return scopes;
}

}  // namespace

void customise_id_claims(Json& claims, const Customisation& customisation) {
  if (customisation.groups) {
    set_or_erase(claims, "cognito:groups", to_json(customisation.groups->groups));
    override_roles(claims, *customisation.groups);
  }
  for (const auto& [name, value] : customisation.id.to_add.as_object()) {
    if (!may_add_to_id(name)) continue;
    claims.set(name, value.is_string() ? attribute_claim(name, value.as_string()) : value);
  }
  suppress(claims, customisation.id.to_suppress);
}

void customise_access_claims(Json& claims, const Customisation& customisation) {
  if (customisation.groups) {
    set_or_erase(claims, "cognito:groups", to_json(customisation.groups->groups));
  }
  for (const auto& [name, value] : customisation.access.to_add.as_object()) {
    if (may_add_to_access(claims, name, value)) claims.set(name, value);
  }
  claims.set("scope", customised_scope(claims.get_string("scope"), customisation));
  suppress(claims, customisation.access.to_suppress);
}

void add_token_request(Json& request, std::uint32_t event_version, const GroupClaims& groups,
                       std::string_view scope) {
  Json configuration = Json::object();
  configuration.set("groupsToOverride", to_json(groups.groups));
  configuration.set("iamRolesToOverride", to_json(groups.roles));
  configuration.set("preferredRole",
                    groups.preferred_role.empty() ? Json() : Json(groups.preferred_role));
  request.set("groupConfiguration", std::move(configuration));
  if (event_version >= 2) request.set("scopes", to_json(split_scopes(scope)));
}

}  // namespace postern::tokens
