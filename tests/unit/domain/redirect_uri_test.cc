// Callback and logout addresses: which a client may register.
#include "domain/redirect_uri.h"

#include "unit/domain/settings.h"

using namespace postern;

TEST_CASE("an address to be sent back to is https, on this machine, or an app's own scheme") {
  for (const auto uri :
       {"https://example.com/callback", "https://example.com", "HTTPS://example.com:8443/?a=b",
        "http://localhost", "http://localhost:3000/cb", "http://127.0.0.1:8080/",
        "http://[::1]:9/x", "myapp://callback", "com.example.app:/oauth"}) {
    INFO(uri);
    CHECK(domain::check_redirect_uri(uri).ok());
  }
}

TEST_CASE("O10: an address that runs code, reads files or travels in the clear is refused") {
  for (const auto uri : {"javascript:alert(1)",
                         "JavaScript:alert(1)",
                         "data:text/html,x",
                         "vbscript:x",
                         "file:///etc",
                         "blob:https://example.com/x",
                         "about:blank",
                         "http://example.com/cb",
                         "http://localhost.example.com/",
                         "http://localhost@example.com/",
                         "https://a@b/",
                         "https://",
                         "https:",
                         "https:example.com",
                         "example.com/callback",
                         "//example.com",
                         "",
                         ":x",
                         "1app://x",
                         "https://example.com/\\evil",
                         "https://example.com/ x",
                         "http://127.0.0.1.example.com/",
                         "http://[::1/"}) {
    INFO(uri);
    CHECK_FALSE(domain::check_redirect_uri(uri).ok());
  }
}

TEST_CASE("O10: the refusal says what is wrong with the address") {
  CHECK(domain::check_redirect_uri("http://example.com").error().message ==
        "http://example.com cannot use the HTTP protocol.");
  CHECK(domain::check_redirect_uri("https://example.com/#x").error().message ==
        "https://example.com/#x cannot contain a fragment.");
}
