// Auth events as the API shows them.
#pragma once

#include "domain/auth_events.h"
#include "ops/op.h"

namespace postern::ops {

// AuthEventType. The engine watches and takes no action, which the API calls NoRisk; it rates
// nothing, so that there is no level.
Json render_auth_event(const domain::AuthEvent& event);

}  // namespace postern::ops
