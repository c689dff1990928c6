// Managed login branding as a style sheet: what a style's Settings say of colours and corners.
#pragma once

#include <string>

#include "codec/json.h"

namespace postern::web {

// Settings are the owner's JSON: colours of another form than "1f5fbfff" are left out, and so is
// what the pages do not have.
std::string branding_sheet(const Json& settings);

}  // namespace postern::web
