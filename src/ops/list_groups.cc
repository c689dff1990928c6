// ListGroups: the groups of a pool by name.
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const Listing listing{"ListGroups", pool_id};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  using Groups = std::vector<domain::Group>;
  POSTERN_TRY(const auto groups, context.store().read([&](domain::Txn& txn) -> Result<Groups> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    return domain::list_groups(txn, pool->id, page.after, page.limit + 1);
  }));
  return render_page(
      context, listing, page, "Groups", groups,
      [&](const domain::Group& group) { return render_group(pool_id, group); },
      [](const domain::Group& group) { return group.name; });
}

}  // namespace

const Operation kListGroups{"ListGroups", handle};

}  // namespace postern::ops
