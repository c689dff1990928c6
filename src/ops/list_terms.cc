// ListTerms: the documents of all clients of a pool, by id.
#include "domain/terms.h"
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const Listing listing{"ListTerms", pool_id, "MaxResults"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  using AllTerms = std::vector<domain::PoolResource>;
  POSTERN_TRY(const auto terms, context.store().read([&](domain::Txn& txn) -> Result<AllTerms> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    return domain::list_terms(txn, pool->id, page.after, page.limit + 1);
  }));
  return render_page(
      context, listing, page, "Terms", terms,
      [](const domain::PoolResource& one) { return render_terms_summary(one); },
      [](const domain::PoolResource& one) { return one.settings.get_string("TermsId"); });
}

}  // namespace

const Operation kListTerms{"ListTerms", handle};

}  // namespace postern::ops
