// Clients that register themselves, as far as a pool lets them.
#include "domain/registration.h"

#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

using Texts = std::vector<std::string>;

Texts texts_or(const Json& object, std::string_view member, Texts fallback) {
  const Json& list = member_or_empty(object, member);
  if (!list.is_array()) return fallback;
  Texts texts;
  for (const Json& item : list.as_array()) {
    if (item.is_string()) texts.push_back(item.as_string());
  }
  return texts;
}

// The pool's settings may say "code", as those of clients do.
Texts grants_or(const Json& object, std::string_view member, Texts fallback) {
  Texts grants = texts_or(object, member, std::move(fallback));
  for (std::string& grant : grants) {
    if (grant == "code") grant = "authorization_code";
  }
  return grants;
}

// The service's model leaves the type of this member open.
bool is_enabled(const Json& status) {
  if (status.is_bool()) return status.as_bool();
  return status.is_string() && (status.as_string() == "ENABLED" || status.as_string() == "Enabled");
}

}  // namespace

RegistrationRules registration_rules(const Pool& pool) {
  const Json& given = member_or_empty(pool.settings, "DcrConfiguration");
  RegistrationRules rules;
  rules.enabled = is_enabled(member_or_empty(given, "EnableStatus")) &&
                  pool.settings.get_string("UserPoolTier") != "LITE";
  rules.open = rules.enabled && given.get_bool("OpenDcrEnabled");
  rules.open_grants = grants_or(given, "OpenDcrGrantTypes", {"authorization_code"});
  rules.authenticated_grants =
      grants_or(given, "AuthenticatedGrantTypes", {"authorization_code", "client_credentials"});
  rules.scopes = texts_or(given, "AllowedScopes", {"openid", "email", "phone", "profile"});
  return rules;
}

Status check_room_for_client(Txn& txn, const Pool& pool) {
  POSTERN_TRY(
      const auto clients,
      txn.scan_prefix_keys(keys::pool_data(pool.id, keys::kClient).take(), {}, kClientsMax));
  if (clients.size() < kClientsMax) return ok();
  return reject("LimitExceededException", "The user pool has as many clients as it may have.");
}

}  // namespace postern::domain
