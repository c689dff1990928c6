// Users as the API shows them.
#pragma once

#include <string_view>

#include "codec/json.h"
#include "domain/pool.h"
#include "domain/user.h"

namespace postern::ops {

// UserType: {Username, Attributes, UserCreateDate, UserLastModifiedDate, Enabled, UserStatus}.
Json user_type(const domain::Pool& pool, const domain::User& user);

}  // namespace postern::ops
