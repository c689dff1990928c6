// AdminListUserAuthEvents: what a user did lately, newest first.
#include "ops/auth_event_render.h"
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  POSTERN_CHECK(domain::check_keeps_auth_events(*target.pool));
  const std::string scope = target.pool->id + " " + target.user.sub;
  const Listing listing{"AdminListUserAuthEvents", scope, "MaxResults"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(const auto events, context.store().read([&](domain::Txn& txn) {
    return domain::list_auth_events(txn, target.pool->id, target.user.sub, page.after,
                                    page.limit + 1);
  }));
  return render_page(context, listing, page, "AuthEvents", events, render_auth_event,
                     [&](const domain::AuthEvent& event) {
                       return domain::position_of(target.pool->id, target.user.sub, event);
                     });
}

}  // namespace

const Operation kAdminListUserAuthEvents{"AdminListUserAuthEvents", handle};

}  // namespace postern::ops
