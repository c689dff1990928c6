// Which names may be domains of managed login, and which of their settings are taken on.
#include <algorithm>

#include "domain/settings.h"
#include "domain/user_pool_domains.h"

namespace postern::domain {
namespace {

constexpr std::size_t kLabelBytesMax = 63;

// RFC 1123 section 2.1, in lower case.
bool is_label(std::string_view label) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !label.empty() && label.size() <= kLabelBytesMax && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), allowed);
}

bool is_all_digits(std::string_view label) {
  return std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Labels with dots between them, at least two, the last of which is no number: that would be an
// address.
bool is_host_name(std::string_view name) {
  std::size_t labels = 0;
  for (;;) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const std::string_view label = name.substr(0, dot);
    if (!is_label(label)) return false;
    ++labels;
    if (dot == name.size()) return labels > 1 && !is_all_digits(label);
    name.remove_prefix(dot + 1);
  }
}

// A name that looks as if Amazon spoke.
Status check_reserved_words(std::string_view name) {
  for (const std::string_view word : {"aws", "amazon", "cognito"}) {
    if (name.find(word) != std::string_view::npos) {
      return invalid_parameter("Domain cannot contain reserved word: " + std::string(word));
    }
  }
  return ok();
}

Status check_prefix(std::string_view name) {
  if (!is_label(name)) {
    return invalid_parameter("1 validation error detected: Value '" + std::string(name) +
                             "' at 'domain' failed to satisfy constraint: Member must satisfy "
                             "regular expression pattern: "
                             "^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$");
  }
  return check_reserved_words(name);
}

Status check_custom(std::string_view name) {
  // A prefix domain's full name belongs to whoever has the prefix.
  const bool is_amazons = name.ends_with(".amazoncognito.com") || name.ends_with(".amazonaws.com");
  if (is_host_name(name) && !is_amazons) return ok();
  return invalid_parameter("Custom domain is not a valid subdomain: " + std::string(name));
}

Status check_managed_login_version(const Pool& pool, const Json& settings) {
  const std::int64_t version = settings.get_int("ManagedLoginVersion", 1);
  if (version != 1 && version != 2) {
    return invalid_parameter("ManagedLoginVersion must be 1 or 2.");
  }
  if (version == 2 && pool.settings.get_string("UserPoolTier") == "LITE") {
    return reject("FeatureUnavailableInTierException",
                  "Managed login is not available in the LITE tier.");
  }
  return ok();
}

// Failover would move sign-ins to a replica, and there are none.
Status check_routing(const Json& settings) {
  if (!member_or_empty(settings, "Routing").contains("Failover")) return ok();
  return reject("OperationNotEnabledException",
                "Routing Failover needs a replica of the user pool, and there is none.");
}

}  // namespace

Status check_domain(const Pool& pool, const UserPoolDomain& domain) {
  const bool is_prefix = domain.kind == DomainKind::prefix;
  POSTERN_CHECK(is_prefix ? check_prefix(domain.name()) : check_custom(domain.name()));
  POSTERN_CHECK(check_managed_login_version(pool, domain.resource.settings));
  return check_routing(domain.resource.settings);
}

}  // namespace postern::domain
