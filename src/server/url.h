// URLs as the operator writes them: where this server connects to.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace postern::server {

struct Url {
  std::string scheme;  // In lower case.
  std::string user;    // Of "user:password@", percent-decoded; both empty without.
  std::string password;
  std::string host;  // A name or an address; of IPv6 without its brackets.
  std::uint16_t port = 0;
  std::string path;  // From the slash on, query included; "/" when there is none.

  // As a Host field names it: with the port where that is not the scheme's own.
  [[nodiscard]] std::string authority() const;
};

// Throws std::runtime_error with a sentence for the operator, which quotes no password. Refused:
// schemes but those given, blanks and control characters, fragments, a port of zero.
Url parse_url(std::string_view text, std::initializer_list<std::string_view> schemes);

}  // namespace postern::server
