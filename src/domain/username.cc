// Canonical forms: what makes two sign-in names the same one.
#include "domain/username.h"

#include <algorithm>

#include "codec/pattern.h"
#include "codec/unicode.h"
#include "codec/utf8.h"
#include "domain/pool.h"

namespace postern::domain {
namespace {

Result<std::string> canonical(bool case_sensitive, std::string_view text) {
  return case_sensitive ? codec::normalize(text) : codec::fold_case(text);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

Result<std::string> canonical_username(const Pool& pool, std::string_view username) {
  return canonical(pool.case_sensitive, username);
}

Result<std::string> canonical_alias(const Pool& pool, std::string_view attribute,
                                    std::string_view value) {
  if (attribute == "phone_number") return std::string(value);
  return canonical(pool.case_sensitive, value);
}

bool looks_like_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size()) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  // One address and nothing else: a separator or a line break would make two recipients (R08).
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == ',' || c == ';' || c == '<' || c == '>' ||
        c == '"' || c == '\\' || c == 127) {
      return false;
    }
  }
  const std::string_view host = text.substr(at + 1);
  // A domain has one spelling, that of the DNS: "ä.example" and "xn--4ca.example" would be two
  // names of one mailbox (U10).
  if (!is_ascii(host)) return false;
  return host.find('.') != std::string_view::npos && host.front() != '.' && host.back() != '.';
}

bool looks_like_phone_number(std::string_view text) {
  if (text.size() < 3 || text.size() > 16 || text[0] != '+') return false;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return false;
  }
  return true;
}

bool is_username_text(std::string_view text) {
  constexpr std::size_t kLengthMax = 128;
  static const auto pattern = codec::Pattern::compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");
  return codec::count_code_points(text).value_or(0) <= kLengthMax && pattern.ok() &&
         pattern->matches(text);
}

Status check_new_username(const Pool& pool, std::string_view username) {
  const bool email = looks_like_email(username);
  const bool phone = looks_like_phone_number(username);
  const AttributeSet& wanted = pool.username_attributes;
  if (wanted.email && wanted.phone_number && !email && !phone) {
    return invalid_parameter("Username should be either an email or a phone number.");
  }
  if (wanted.email && !wanted.phone_number && !email) {
    return invalid_parameter("Username should be an email.");
  }
  if (wanted.phone_number && !wanted.email && !phone) {
    return invalid_parameter("Username should be a phone number.");
  }
  if (pool.alias_attributes.email && email) {
    return invalid_parameter(
        "Username cannot be of email format, since user pool is configured for email alias.");
  }
  if (pool.alias_attributes.phone_number && phone) {
    return invalid_parameter(
        "Username cannot be of phone number format, since user pool is configured for phone number "
        "alias.");
  }
  return ok();
}

namespace {

// The first code point, whole.
std::string_view first_code_point(std::string_view text) {
  return text.substr(0, codec::utf8_sequence_length(text));
}

}  // namespace

std::string mask_destination(std::string_view attribute, std::string_view value) {
  if (attribute == "phone_number") {
    const std::size_t shown = std::min<std::size_t>(4, value.size());
    return "+*******" + std::string(value.substr(value.size() - shown));
  }
  const std::size_t at = value.find('@');
  if (at == std::string_view::npos) return "***";
  return std::string(first_code_point(value)) + "***@" +
         std::string(first_code_point(value.substr(at + 1))) + "***";
}

}  // namespace postern::domain
