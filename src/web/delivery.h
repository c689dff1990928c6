// Where a code went, as the API tells it: masked.
#pragma once

#include <string>

#include "web/visit.h"

namespace postern::web {

// Remembers CodeDeliveryDetails of an answer in a flow.
void note_delivery(Flow& flow, const Json& answer);

// A paragraph that says where the code of the visit's flow went.
Markup delivery_line(const Visit& visit);

// The input for a code.
Markup code_field(const Visit& visit, Text label);

}  // namespace postern::web
