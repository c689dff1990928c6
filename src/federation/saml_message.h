// A message that a browser carries to a SAML identity provider.
#pragma once

#include <string>
#include <string_view>

#include "http/http.h"
#include "oauth/login_request.h"

namespace postern::federation {

struct SamlMessage {
  std::string text;
  std::string_view relay_state;
  bool is_signed = false;  // With the pool's key.
  // Of the provider's addresses the first that it has is taken; one of them is not empty.
  std::string_view redirect_url;
  std::string_view post_url;
};

// Where such a message goes, which it must say itself.
std::string_view destination_of(std::string_view redirect_url, std::string_view post_url);

// A redirect, or a page that posts the message as soon as it is there.
Result<http::Response> send_message(const oauth::LoginRequest& login, const SamlMessage& message);

}  // namespace postern::federation
