// Relying parties of WebAuthn: which texts are one, and which pages belong to it.
#include "domain/relying_party.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "domain/public_suffix.h"

using postern::domain::check_relying_party_id;
using postern::domain::is_public_suffix;
using postern::domain::may_use_passkeys;

TEST_CASE("W22: a relying party is a domain, not a suffix or an address", "[domain][passkeys]") {
  for (const char* id : {"example.com", "login.example.co.uk", "xn--bcher-kva.example", "localhost",
                         "a.b", "1.example"}) {
    INFO(id);
    CHECK(check_relying_party_id(id).ok());
  }
  for (const char* id : {"", "com", "Example.com", "example.com.", ".example.com", "example..com",
                         "10.0.0.1", "[::1]", "https://example.com", "example.com:443",
                         "example.com/", "-a.example", "a-.example",
                         "b\xc3\xbc"
                         "cher.example",
                         "exa mple.com", "*.example.com", "a_b.example"}) {
    INFO(id);
    CHECK_FALSE(check_relying_party_id(id).ok());
  }
}

TEST_CASE("W22: a public suffix is nobody's, and no relying party", "[domain][passkeys]") {
  for (const char* id : {"example.co.uk", "ada.github.io", "www.ck", "city.kawasaki.jp",
                         "ada.s3.amazonaws.com", "xn--90a3ac.example", "co.example",
                         "demo.auth.us-east-1.amazoncognito.com", "login.demo.co.uk"}) {
    INFO(id);
    CHECK(check_relying_party_id(id).ok());
  }
  // Plain ones, of the private section, below a wildcard, not in ASCII.
  for (const char* id : {"co.uk", "github.io", "blogspot.com", "anything.ck", "ada.kawasaki.jp",
                         "s3.amazonaws.com", "xn--55qx5d.cn", "co.jp"}) {
    INFO(id);
    const auto refused = check_relying_party_id(id);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message == "RelyingPartyId must not be a public suffix.");
  }
}

TEST_CASE("W22: every rule of the Public Suffix List is known", "[domain][passkeys]") {
  std::ifstream list(POSTERN_PUBLIC_SUFFIX_LIST);
  REQUIRE(list.is_open());
  int rules = 0;
  for (std::string line; std::getline(list, line);) {
    const std::string rule = line.substr(0, line.find_first_of(" \t"));
    const bool is_ascii = std::all_of(rule.begin(), rule.end(), [](char c) { return c > 0; });
    if (rule.empty() || rule.starts_with("//") || !is_ascii) continue;
    ++rules;
    INFO(rule);
    if (rule.front() == '!') {
      CHECK_FALSE(is_public_suffix(rule.substr(1)));
    } else if (rule.starts_with("*.")) {
      CHECK(is_public_suffix("some" + rule.substr(1)));
      CHECK_FALSE(is_public_suffix("a.some" + rule.substr(1)));
    } else {
      CHECK(is_public_suffix(rule));
    }
  }
  CHECK(rules > 5000);
}

TEST_CASE("W01: pages of the domain and below it may use its passkeys", "[domain][passkeys]") {
  CHECK(may_use_passkeys("example.com", "https://example.com"));
  CHECK(may_use_passkeys("example.com", "https://login.example.com"));
  CHECK(may_use_passkeys("example.com", "https://a.b.example.com"));
  for (const char* origin : {"https://example.org",
                             "https://com",
                             "https://badexample.com",
                             "https://example.com.evil",
                             "http://example.com",
                             "https://example.com:8443",
                             "https://example.com.",
                             "https://EXAMPLE.com",
                             "https://example.com/",
                             "https://user@example.com",
                             "null",
                             "",
                             "https://",
                             "https://.example.com",
                             "https://a..example.com",
                             "android:apk-key-hash:abc",
                             "wss://example.com",
                             "https://example.com\n",
                             "https://evil/.example.com",
                             "https://login.example.org",
                             "HTTPS://example.com"}) {
    INFO(origin);
    CHECK_FALSE(may_use_passkeys("example.com", origin));
  }
  // A page above the relying party's domain is another's.
  CHECK_FALSE(may_use_passkeys("login.example.com", "https://example.com"));
}

TEST_CASE("localhost may be on any port, with or without TLS", "[domain][passkeys]") {
  for (const char* origin : {"http://localhost", "https://localhost", "http://localhost:3000",
                             "https://localhost:8443", "http://localhost:65535"}) {
    INFO(origin);
    CHECK(may_use_passkeys("localhost", origin));
  }
  for (const char* origin : {"http://127.0.0.1:3000", "http://localhost.evil", "http://localhost:",
                             "http://localhost:0", "http://localhost:123456", "http://localhost:3a",
                             "http://a.localhost", "http://notlocalhost", "ftp://localhost"}) {
    INFO(origin);
    CHECK_FALSE(may_use_passkeys("localhost", origin));
  }
  CHECK_FALSE(may_use_passkeys("example.com", "http://localhost"));
}
