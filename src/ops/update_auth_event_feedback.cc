// UpdateAuthEventFeedback: the user says whether an event was them, by the token they were sent.
#include "auth/feedback_token.h"
#include "domain/auth_events.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const domain::EventFeedback feedback{request.get_string("EventId"),
                                       request.get_string("FeedbackValue"), "User"};
  // First of all: nobody without a token learns who exists.
  POSTERN_TRY(
      const std::string sub,
      auth::open_feedback_token(context.services.sealed, request.get_string("FeedbackToken"),
                                pool_id, feedback.event_id, context.store().now_us()));
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_CHECK(domain::check_keeps_auth_events(*pool));
    POSTERN_TRY(const auto user, domain::require_user(txn, *pool, request.get_string("Username")));
    if (user.sub != sub) return not_authorized("Invalid feedback token.");
    return domain::set_feedback(txn, pool->id, sub, feedback, context.store().now_us());
  }));
  return Json::object();
}

}  // namespace

const Operation kUpdateAuthEventFeedback{"UpdateAuthEventFeedback", handle};

}  // namespace postern::ops
