// Relying parties of WebAuthn and their origins.
#include "domain/relying_party.h"

#include <algorithm>

#include "domain/public_suffix.h"

namespace postern::domain {
namespace {

constexpr std::string_view kLocalhost = "localhost";
constexpr std::size_t kLabelBytesMax = 63;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kLabelBytesMax) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; });
}

// Labels joined by dots; as IDNA's ASCII form where the name is not ASCII. The last one of an
// address is a number, the last one of a name is not.
bool is_domain(std::string_view name) {
  for (;;) {
    const std::size_t dot = name.find('.');
    const std::string_view label = name.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !std::all_of(label.begin(), label.end(), is_digit);
    name.remove_prefix(dot + 1);
  }
}

// "localhost", or that and a port as browsers write it.
bool is_localhost(std::string_view host) {
  if (!host.starts_with(kLocalhost)) return false;
  host.remove_prefix(kLocalhost.size());
  if (host.empty()) return true;
  if (host.front() != ':' || host.size() < 2 || host.size() > 6 || host[1] == '0') return false;
  return std::all_of(host.begin() + 1, host.end(), is_digit);
}

}  // namespace

Status check_relying_party_id(std::string_view relying_party_id) {
  if (relying_party_id == kLocalhost) return ok();
  if (!is_domain(relying_party_id)) {
    return invalid_parameter("RelyingPartyId must be a domain name.");
  }
  if (is_public_suffix(relying_party_id)) {
    return invalid_parameter("RelyingPartyId must not be a public suffix.");
  }
  return ok();
}

bool may_use_passkeys(std::string_view relying_party_id, std::string_view origin) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  const bool secure = origin.starts_with(kHttps);
  if (!secure && !origin.starts_with(kHttp)) return false;
  origin.remove_prefix(secure ? kHttps.size() : kHttp.size());
  if (relying_party_id == kLocalhost) return is_localhost(origin);
  if (!secure || !is_domain(origin) || !origin.ends_with(relying_party_id)) return false;
  origin.remove_suffix(relying_party_id.size());
  return origin.empty() || origin.back() == '.';
}

}  // namespace postern::domain
