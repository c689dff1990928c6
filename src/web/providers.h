// Buttons that lead to the identity providers of a client.
#pragma once

#include "web/visit.h"

namespace postern::web {

// Empty where the client has none.
Markup provider_buttons(const Visit& visit);

}  // namespace postern::web
