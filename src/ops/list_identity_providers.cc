// ListIdentityProviders: the providers of a pool by name, without their details.
#include "domain/identity_provider.h"
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

using Providers = std::vector<domain::IdentityProvider>;

Json summary(const domain::IdentityProvider& provider) {
  return Json::object()
      .set("ProviderName", provider.name)
      .set("ProviderType", provider.type)
      .set("LastModifiedDate", render_time(provider.modified_us))
      .set("CreationDate", render_time(provider.created_us));
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const Listing listing{"ListIdentityProviders", pool_id, "MaxResults"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(const auto providers,
              context.store().read([&](domain::Txn& txn) -> Result<Providers> {
                POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
                return domain::list_providers(txn, pool->id, page.after, page.limit + 1);
              }));
  return render_page(context, listing, page, "Providers", providers, summary,
                     [](const domain::IdentityProvider& provider) { return provider.name; });
}

}  // namespace

const Operation kListIdentityProviders{"ListIdentityProviders", handle};

}  // namespace postern::ops
