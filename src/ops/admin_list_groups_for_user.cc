// AdminListGroupsForUser: the groups a user is in, by name.
#include <algorithm>

#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

using Groups = std::vector<domain::Group>;

// A user is in few enough groups that all are read for every page.
Groups by_name_after(Groups groups, std::string_view after) {
  std::erase_if(groups, [&](const domain::Group& group) { return group.name <= after; });
  std::sort(groups.begin(), groups.end(),
            [](const domain::Group& a, const domain::Group& b) { return a.name < b.name; });
  return groups;
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const std::string_view username = request.get_string("Username");
  const std::string scope = std::string(pool_id) + " " + std::string(username);
  const Listing listing{"AdminListGroupsForUser", scope};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(auto groups, context.store().read([&](domain::Txn& txn) -> Result<Groups> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_TRY(const auto user, domain::require_user(txn, *pool, username));
    return domain::groups_of_user(txn, pool->id, user.sub);
  }));
  return render_page(
      context, listing, page, "Groups", by_name_after(std::move(groups), page.after),
      [&](const domain::Group& group) { return render_group(pool_id, group); },
      [](const domain::Group& group) { return group.name; });
}

}  // namespace

const Operation kAdminListGroupsForUser{"AdminListGroupsForUser", handle};

}  // namespace postern::ops
