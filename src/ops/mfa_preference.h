// Switching second factors of a user on and off, for the operations that do.
#pragma once

#include "ops/op.h"

namespace postern::ops {

// SetUserMFAPreference: the settings the request names are replaced, the others stay.
// InvalidParameterException for a factor that the pool does not take or the user does not have.
Status set_mfa_preference(Context& context, const domain::Pool& pool, std::string_view sub,
                          const Json& request);

// SetUserSettings, the older way, which knows text messages only: an empty list switches them off.
Status set_mfa_options(Context& context, const domain::Pool& pool, std::string_view sub,
                       const Json& request);

}  // namespace postern::ops
