// Who sent a request that reverse proxies handed on.
#include "forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "text.h"

namespace postern::server {
namespace {

std::vector<std::string_view> entries_of(const Request& request) {
  std::vector<std::string_view> entries;
  for (const Field& field : request.fields) {
    if (!equal_ignoring_case(field.name, "X-Forwarded-For")) continue;
    std::string_view rest = field.value;
    for (;;) {
      const auto comma = rest.find(',');
      entries.push_back(trim(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return entries;
}

// Of "203.0.113.9", "203.0.113.9:4711", "2001:db8::9", "[2001:db8::9]" and "[2001:db8::9]:4711".
std::string_view without_port(std::string_view entry) {
  if (entry.starts_with('[')) return entry.substr(1, entry.find(']') - 1);
  const bool one_colon = std::ranges::count(entry, ':') == 1;
  return one_colon ? entry.substr(0, entry.find(':')) : entry;
}

bool is_ip(const std::string& text) {
  char bytes[16];
  return text.find('\0') == std::string::npos && (inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
                                                  inet_pton(AF_INET6, text.c_str(), bytes) == 1);
}

}  // namespace

std::string forwarded_address(const Request& request, const Peer& peer, int proxies) {
  if (proxies == 0) return peer.address;
  const auto entries = entries_of(request);
  if (entries.empty()) return peer.address;
  const auto theirs = std::min(entries.size(), static_cast<std::size_t>(proxies));
  std::string address(without_port(entries[entries.size() - theirs]));
  return is_ip(address) ? address : "";
}

}  // namespace postern::server
