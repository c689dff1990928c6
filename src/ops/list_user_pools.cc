// ListUserPools: the pools of this engine, in the order of their ids.
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const Listing listing{"ListUserPools", {}, "MaxResults"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(const auto pools, context.store().read([&](domain::Txn& txn) {
    return domain::list_pools(txn, page.after, page.limit + 1);
  }));
  return render_page(
      context, listing, page, "UserPools", pools,
      [](const domain::PoolPtr& pool) { return render_pool_summary(*pool); },
      [](const domain::PoolPtr& pool) { return pool->id; });
}

}  // namespace

const Operation kListUserPools{"ListUserPools", handle};

}  // namespace postern::ops
