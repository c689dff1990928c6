// Domains under which anybody may register a name.
#include "domain/public_suffix.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace postern::domain {

// Generated from the list (gen_public_suffixes.py): its rules' hashes in ascending order.
extern const std::uint64_t kPublicSuffixHashes[];
extern const std::size_t kPublicSuffixCount;

namespace {

// FNV-1a. Of the list's rules no two have the same, and 64 bits leave nothing to chance.
std::uint64_t hash(std::initializer_list<std::string_view> parts) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const std::string_view part : parts) {
    for (const char c : part) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return value;
}

bool is_rule(std::string_view mark, std::string_view domain) {
  return std::binary_search(kPublicSuffixHashes, kPublicSuffixHashes + kPublicSuffixCount,
                            hash({mark, domain}));
}

}  // namespace

// Of a domain's rules the one with most labels prevails, and an exception over all. A rule with as
// many labels as the domain has is one of these three.
bool is_public_suffix(std::string_view domain) {
  const std::size_t dot = domain.find('.');
  if (dot == std::string_view::npos) return true;
  if (is_rule("!", domain)) return false;
  return is_rule("", domain) || is_rule("*.", domain.substr(dot + 1));
}

}  // namespace postern::domain
