// postern:DropAuditEvents: forgets what happened before a moment, 256 events at a time, so that up
// to as many older ones stay behind. What is left can be verified as before. MoreWork says whether
// to call again.
#include "domain/audit_chain.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const Json* before = request.find("Before");
  const double before_s = before != nullptr && before->is_number() ? before->as_double() : -1;
  if (before_s < 0 || before_s > 9e12) {
    return invalid_parameter("Before is not a time in seconds since 1970.");
  }
  const auto before_us = static_cast<std::int64_t>(before_s * 1e6);
  POSTERN_CHECK(domain::link_audit_chains(context.store()));
  POSTERN_TRY(const bool more, domain::drop_audit_events(context.store(), before_us));
  return Json::object().set("MoreWork", more);
}

}  // namespace

const Operation kPosternDropAuditEvents{"DropAuditEvents", handle};

}  // namespace postern::ops
