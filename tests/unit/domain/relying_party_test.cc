// Relying parties of WebAuthn: which texts are one, and which pages belong to it.
#include "domain/relying_party.h"

#include <catch2/catch.hpp>

using postern::domain::check_relying_party_id;
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
