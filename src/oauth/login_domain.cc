// Which login domain a request is for, and where a domain's pages are.
#include "oauth/login_domain.h"

#include <algorithm>

#include "http/field.h"

namespace postern::oauth {
namespace {

constexpr std::string_view kCognito = ".amazonaws.com";

std::string cognito_suffix(const auth::Services& services) {
  return ".auth." + services.region + ".amazoncognito.com";
}

// The host of a request in lower case, without its port; empty for none or several.
std::string host_of(const http::Request& request) {
  const http::Field field = http::find_field(request, "host");
  if (!field.unique()) return {};
  std::string host(field.value.substr(0, field.value.find(':')));
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return host;
}

// The name of the domain that a host is of, and what kind it must be.
std::pair<std::string, domain::DomainKind> name_of(const auth::Services& services,
                                                   std::string host) {
  const std::string suffix = cognito_suffix(services);
  if (!host.ends_with(suffix)) return {std::move(host), domain::DomainKind::custom};
  host.resize(host.size() - suffix.size());
  return {std::move(host), domain::DomainKind::prefix};
}

}  // namespace

Result<std::optional<LoginDomain>> find_login_domain(auth::Services& services,
                                                     const http::Request& request,
                                                     const http::LoginRoute& route) {
  using Found = std::optional<LoginDomain>;
  std::string name(route.domain);
  std::optional<domain::DomainKind> kind;
  if (name.empty()) std::tie(name, kind) = name_of(services, host_of(request));
  if (name.empty()) return Found();
  return services.store.read([&](domain::Txn& txn) -> Result<Found> {
    POSTERN_TRY(auto domain, domain::find_domain(txn, name));
    if (!domain || (kind && domain->kind != *kind)) return Found();
    POSTERN_TRY(auto pool, domain::load_pool(txn, domain->pool_id));
    return Found(LoginDomain{std::move(pool), std::move(*domain)});
  });
}

std::string domain_address(const auth::Services& services, std::string_view issuer_base,
                           const domain::UserPoolDomain& domain) {
  const std::string name(domain.name());
  if (!issuer_base.ends_with(kCognito)) return std::string(issuer_base) + "/domains/" + name;
  if (domain.kind == domain::DomainKind::custom) return "https://" + name;
  return "https://" + name + cognito_suffix(services);
}

}  // namespace postern::oauth
