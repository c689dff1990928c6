// How the pages look: the pool's own styles and images beside the engine's.
#pragma once

#include <string>

#include "web/visit.h"

namespace postern::web {

// Addresses below this domain; empty where there is none.
struct Look {
  std::string sheet;
  std::string logo;
};

// What SetUICustomization or, for domains of ManagedLoginVersion 2, managed login branding set for
// the client. A page whose look cannot be read has the engine's.
Look look_of(const Visit& visit);

// GET /assets/custom.css, /assets/logo: of the client that the query names.
http::Response show_custom_sheet(const oauth::LoginRequest& login);
http::Response show_logo(const oauth::LoginRequest& login);

}  // namespace postern::web
