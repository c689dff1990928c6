// UpdateUserPoolDomain: another certificate or another version of the pages; the name stays.
#include "domain/settings.h"
#include "domain/user_pool_domains.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

// Changes what the request names. A prefix domain does not become a custom one.
Status apply(const Json& request, domain::UserPoolDomain& domain) {
  constexpr std::string_view kMembers[] = {"ManagedLoginVersion", "CustomDomainConfig", "Routing"};
  const Json given = domain::pick_members(request, kMembers);
  for (const JsonMember& member : given.as_object()) {
    domain.resource.settings.set(member.key, member.value);
  }
  if (domain::domain_kind(domain.resource.settings) == domain.kind) return ok();
  return invalid_parameter("A prefix domain cannot have a CustomDomainConfig.");
}

Result<Json> handle(Context& context, const Json& request) {
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(auto domain, domain::require_domain(txn, pool->id, request.get_string("Domain")));
    POSTERN_CHECK(apply(request, domain));
    POSTERN_CHECK(domain::check_domain(*pool, domain));
    domain.resource.modified_us = context.store().now_us();
    POSTERN_CHECK(domain::put_domain(txn, domain));
    return render_domain_change(domain);
  });
}

}  // namespace

const Operation kUpdateUserPoolDomain{"UpdateUserPoolDomain", handle};

}  // namespace postern::ops
