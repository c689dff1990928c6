// CreateUserPoolDomain: a name under which a pool's sign-in pages and OAuth endpoints are found.
#include "domain/settings.h"
#include "domain/user_pool_domains.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

domain::UserPoolDomain make_domain(const Json& request, std::int64_t now_us) {
  constexpr std::string_view kMembers[] = {"Domain", "ManagedLoginVersion", "CustomDomainConfig",
                                           "Routing"};
  Json settings = domain::pick_members(request, kMembers);
  domain::set_default(settings, "ManagedLoginVersion", 1);
  const auto kind = domain::domain_kind(settings);
  return {std::string(request.get_string("UserPoolId")), kind,
          domain::new_resource(std::move(settings), now_us)};
}

Result<Json> handle(Context& context, const Json& request) {
  const auto domain = make_domain(request, context.store().now_us());
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, domain.pool_id));
    POSTERN_CHECK(domain::check_domain(*pool, domain));
    return domain::insert_domain(txn, domain);
  }));
  return render_domain_change(domain);
}

}  // namespace

const Operation kCreateUserPoolDomain{"CreateUserPoolDomain", handle};

}  // namespace postern::ops
