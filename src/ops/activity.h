// What a call tells of its user's activity: the one place that writes it down.
#pragma once

#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// Called after every operation, with its answer. Signing in and up, codes and passwords become auth
// events in pools that keep them, and the place a session is used from is kept with it in pools
// that track them. Nothing secret is written, and no answer depends on whether it was.
void note_activity(Context& context, std::string_view operation, const Json& request,
                   const Result<Json>& outcome);

}  // namespace postern::ops
