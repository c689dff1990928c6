// ListUsersInGroup: the members of a group.
#include "domain/groups.h"
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/user_render.h"

namespace postern::ops {
namespace {

struct Members {
  domain::PoolPtr pool;
  std::vector<domain::User> users;
};

Result<Members> load_members(domain::Txn& txn, const Json& request, const Page& page) {
  Members members;
  POSTERN_TRY(members.pool, domain::load_pool(txn, request.get_string("UserPoolId")));
  const std::string& pool_id = members.pool->id;
  POSTERN_TRY(const auto group,
              domain::require_group(txn, pool_id, request.get_string("GroupName")));
  POSTERN_TRY(const auto subs,
              domain::list_members(txn, pool_id, group.name, page.after, page.limit + 1));
  for (const std::string& sub : subs) {
    POSTERN_TRY(auto user, domain::find_user_by_sub(txn, *members.pool, sub));
    if (user) members.users.push_back(std::move(*user));
  }
  return members;
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string scope = std::string(request.get_string("UserPoolId")) + " " +
                            std::string(request.get_string("GroupName"));
  const Listing listing{"ListUsersInGroup", scope};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(const Members members, context.store().read([&](domain::Txn& txn) {
    return load_members(txn, request, page);
  }));
  return render_page(
      context, listing, page, "Users", members.users,
      [&](const domain::User& user) { return user_type(*members.pool, user); },
      [](const domain::User& user) { return user.sub; });
}

}  // namespace

const Operation kListUsersInGroup{"ListUsersInGroup", handle};

}  // namespace postern::ops
