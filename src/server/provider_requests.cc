// What the engine asks of identity providers: its outbound HTTP.
#include "provider_requests.h"

#include <iostream>

#include "flat_json.h"
#include "http_client.h"
#include "url.h"

namespace postern::server {
namespace {

constexpr std::size_t kAnswerBytesMax = 256 << 10;

Request read_request(const FlatJson& json, const Url& url) {
  Request request;
  request.method = json.text("Method");
  request.target = url.path;
  request.body = json.text("Body");
  const auto headers = FlatJson::parse(json.raw("Headers"));
  if (!headers) throw std::runtime_error("the request has no headers");
  for (const char* name : {"Accept", "Authorization", "Content-Type"}) {
    std::string value = headers->text(name);
    if (!value.empty()) request.fields.push_back({name, std::move(value)});
  }
  return request;
}

Url read_url(const FlatJson& json, bool private_network) {
  return private_network ? parse_url(json.text("Url"), {"http", "https"})
                         : parse_url(json.text("Url"), {"https"});
}

}  // namespace

std::string ProviderRequests::ask(std::string_view request_json) const {
  const auto json = FlatJson::parse(request_json, FlatJson::Nested::kept);
  if (!json) throw std::runtime_error("the request is no JSON");
  const Url url = read_url(*json, options_.private_network);
  try {
    const Response response = exchange_http(
        url, read_request(*json, url), trust_, std::chrono::steady_clock::now() + options_.timeout,
        kAnswerBytesMax, options_.private_network ? Reach::anywhere : Reach::public_only);
    return R"({"Status":)" + std::to_string(response.status) + R"(,"Headers":{},"Body":)" +
           json_string(response.body) + "}";
  } catch (const std::runtime_error& failure) {
    // Not the whole address: its query may hold a code.
    std::cerr << "identity provider " + url.host + ": " + failure.what() + "\n";
    throw;
  }
}

}  // namespace postern::server
