// The input for a password of the user's own choice.
#pragma once

#include "web/visit.h"

namespace postern::web {

// With the pool's policy beside it; `required` as the pool's other ways to sign in allow.
Markup new_password_field(const Visit& visit, Text label, bool required);

}  // namespace postern::web
