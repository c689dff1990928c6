// Handing messages to a program of the operator's, by HTTP.
#include "webhook.h"

#include <ctime>
#include <stdexcept>

#include "aws_signature.h"
#include "http_client.h"

namespace postern::server {

std::string webhook_signature(std::string_view secret, std::int64_t now_s, std::string_view body) {
  const std::string time = std::to_string(now_s);
  return "t=" + time + ",v1=" + hex(hmac_sha256(secret, time + "." + std::string(body)));
}

Webhook::Webhook(WebhookOptions options, const TlsTrust& trust)
    : options_(std::move(options)),
      url_(parse_url(options_.url, {"http", "https"})),
      trust_(trust) {
  if (!url_.user.empty() || !url_.password.empty()) {
    throw std::runtime_error("the webhook's URL holds a user, whom nobody would ask for");
  }
}

void Webhook::send(std::string_view message) const {
  Request request;
  request.method = "POST";
  request.target = url_.path;
  request.fields = {{"Content-Type", "application/json"}};
  request.body = message;
  if (!options_.secret.empty()) {
    request.fields.push_back(
        {"Postern-Signature",
         webhook_signature(options_.secret, std::time(nullptr), request.body)});
  }
  const Response response =
      exchange_http(url_, request, trust_, std::chrono::steady_clock::now() + options_.timeout);
  if (response.status / 100 != 2) {
    throw std::runtime_error("the webhook answered " + std::to_string(response.status));
  }
}

}  // namespace postern::server
