// The PostConfirmation trigger, as every way of confirming fires it.
#pragma once

#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// Fires PostConfirmation after the confirmation stands; a failure is reported, but undoes nothing.
Status fire_post_confirmation(Context& context, const domain::Pool& pool,
                              std::string_view client_id, const domain::User& user,
                              std::string_view source, Json metadata);

}  // namespace postern::ops
