// Where a request comes from, as far as it is known and to be believed.
#include "ops/place.h"

#include <algorithm>

#include "codec/ip_range.h"
#include "domain/settings.h"

namespace postern::ops {
namespace {

constexpr std::size_t kDeviceBytesMax = 256;

std::string address_or_empty(std::string_view text) {
  const std::string address(text);
  return codec::is_ip_range(address + "/0") ? address : std::string();
}

std::string user_agent(const Json& context_data) {
  const Json& headers = domain::member_or_empty(context_data, "HttpHeaders");
  if (!headers.is_array()) return {};
  for (const Json& header : headers.as_array()) {
    std::string name(header.get_string("headerName"));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (name != "user-agent") continue;
    return std::string(header.get_string("headerValue").substr(0, kDeviceBytesMax));
  }
  return {};
}

}  // namespace

auth::Place place_of(const Context& context, const Json& request, const domain::Client& client) {
  const Json& by_admin = domain::member_or_empty(request, "ContextData");
  auth::Place place{address_or_empty(by_admin.get_string("IpAddress")), user_agent(by_admin), {}};
  if (client.settings.get_bool("EnablePropagateAdditionalUserContextData")) {
    const Json& by_client = domain::member_or_empty(request, "UserContextData");
    if (place.ip.empty()) place.ip = address_or_empty(by_client.get_string("IpAddress"));
  }
  place.source = codec::ip_subscriber(place.ip);
  if (place.ip.empty() && context.caller.kind == Caller::Kind::anonymous) {
    place.ip = address_or_empty(context.caller.remote_address);
    // Who has the client's secret is a server, and many users sign in through it. A private address
    // may be that of a proxy, and everybody comes through it.
    const bool speaks_for_many = !client.secrets.empty() || codec::is_private_ip(place.ip);
    if (!speaks_for_many) place.source = codec::ip_subscriber(place.ip);
  }
  return place;
}

}  // namespace postern::ops
