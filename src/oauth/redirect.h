// Sending a browser on.
#pragma once

#include <string_view>

#include "codec/form.h"
#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::oauth {

// 303, so that no browser posts again what it posted here (O29); no cache keeps it and no Referer
// tells of the address it was at, since either may hold a code (O30).
http::Response redirect_to(std::string_view address);

// To an address with parameters, whether or not it has a query of its own.
http::Response redirect_with(std::string_view address, char separator, const codec::Form& fields);

// To a page of the domain: "/login". An empty query adds no question mark.
http::Response redirect_to_page(const LoginRequest& login, std::string_view page,
                                std::string_view query);

// To the domain's own page for what must not be told to any client: "redirect_mismatch".
http::Response redirect_to_error_page(const LoginRequest& login, std::string_view error,
                                      std::string_view client_id);

}  // namespace postern::oauth
