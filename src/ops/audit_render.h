// Audit events as AWS CloudTrail shows those of Cognito.
#pragma once

#include <string_view>

#include "domain/audit_chain.h"
#include "ops/op.h"

namespace postern::ops {

// A CloudTrail record (eventVersion 1.08). A user is a sub, never a name. What CloudTrail has no
// place for is in additionalEventData: the chain and the event's number in it, and what changed.
Json render_audit_record(const auth::Services& services, std::string_view chain,
                         const domain::NumberedAuditEvent& event);

// [{Kind, UserPoolId, Sub, Id, Deleted}]; members that say nothing are left out.
Json render_audit_changes(const domain::AuditEvent& event);

}  // namespace postern::ops
