// AdminUpdateAuthEventFeedback: an administrator says whether an event was the user.
#include "domain/auth_events.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const domain::EventFeedback feedback{request.get_string("EventId"),
                                       request.get_string("FeedbackValue"), "Admin"};
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_CHECK(domain::check_keeps_auth_events(*pool));
    POSTERN_TRY(const auto user, domain::require_user(txn, *pool, request.get_string("Username")));
    return domain::set_feedback(txn, pool->id, user.sub, feedback, context.store().now_us());
  }));
  return Json::object();
}

}  // namespace

const Operation kAdminUpdateAuthEventFeedback{"AdminUpdateAuthEventFeedback", handle};

}  // namespace postern::ops
