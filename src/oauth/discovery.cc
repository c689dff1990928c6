// The discovery document of a pool, with where its login domain is.
#include "oauth/discovery.h"

#include "domain/registration.h"
#include "oauth/login_domain.h"
#include "tokens/token_service.h"

namespace postern::oauth {
namespace {

struct Endpoint {
  std::string_view member;
  std::string_view path;
};
constexpr Endpoint kEndpoints[] = {{"authorization_endpoint", "/oauth2/authorize"},
                                   {"end_session_endpoint", "/logout"},
                                   {"revocation_endpoint", "/oauth2/revoke"},
                                   {"token_endpoint", "/oauth2/token"},
                                   {"userinfo_endpoint", "/oauth2/userInfo"}};

// The pool's domain: its own name is what its owner wants to be seen.
Result<std::optional<LoginDomain>> preferred_domain(domain::Txn& txn, std::string_view pool_id) {
  using Found = std::optional<LoginDomain>;
  POSTERN_TRY(auto pool, domain::load_pool(txn, pool_id));
  for (const auto kind : {domain::DomainKind::custom, domain::DomainKind::prefix}) {
    POSTERN_TRY(auto domain, domain::domain_of_pool(txn, pool_id, kind));
    if (domain) return Found(LoginDomain{std::move(pool), std::move(*domain)});
  }
  return Found();
}

}  // namespace

Result<Json> openid_configuration(auth::Services& services, std::string_view issuer_base,
                                  std::string_view pool_id) {
  POSTERN_TRY(Json document, services.tokens.openid_configuration(pool_id));
  POSTERN_TRY(const auto found, services.store.read([&](domain::Txn& txn) {
    return preferred_domain(txn, pool_id);
  }));
  if (!found) return document;
  const std::string base = domain_address(services, issuer_base, found->domain);
  for (const auto& [member, path] : kEndpoints) document.set(member, base + std::string(path));
  if (domain::registration_rules(*found->pool).enabled) {
    document.set("registration_endpoint", base + "/oauth2/register");
  }
  return document;
}

}  // namespace postern::oauth
