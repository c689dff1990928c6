// Handing messages to a program of the operator's, by HTTP.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "stream.h"
#include "url.h"

namespace postern::server {

struct WebhookOptions {
  std::string url;
  std::string secret;  // Empty: requests are not signed.
  std::chrono::milliseconds timeout{10'000};
};

// "t=<seconds since 1970>,v1=<hex HMAC-SHA-256 of t, a dot and the body>": what the field
// Postern-Signature holds. Whoever checks it also checks that t is recent.
std::string webhook_signature(std::string_view secret, std::int64_t now_s, std::string_view body);

// Safe for concurrent use.
class Webhook {
 public:
  // Throws std::runtime_error with a sentence for the operator. `trust` must outlive it.
  Webhook(WebhookOptions options, const TlsTrust& trust);

  // POSTs the message as the engine hands it over. Any answer but 2xx is a failure: a
  // std::runtime_error whose text holds nothing of the message.
  void send(std::string_view message) const;

 private:
  const WebhookOptions options_;
  const Url url_;
  const TlsTrust& trust_;
};

}  // namespace postern::server
