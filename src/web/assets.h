// What pages are made of besides their markup: the engine's style sheet and script.
#pragma once

#include <string>
#include <string_view>

#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::web {

inline constexpr std::string_view kPasskeyScript = "/assets/passkeys.js";

// A file that browsers may keep for a while. It can do nothing by itself, whatever it is: an SVG
// image that is opened as a page runs no script here.
http::Response asset(std::string_view media_type, std::string body);

http::Response show_sheet(const oauth::LoginRequest& login);           // GET /assets/pages.css
http::Response show_passkey_script(const oauth::LoginRequest& login);  // GET /assets/passkeys.js

}  // namespace postern::web
