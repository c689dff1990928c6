// Refresh tokens: opaque, sealed whole, bound to one session.
#include "tokens/refresh_token.h"

#include <regex>

#include "codec/base64.h"
#include "crypto/digest.h"
#include "token_fixture.h"

using namespace postern;
using namespace postern::test;
using tokens::RefreshTokens;
using tokens::SessionName;

namespace {

const SessionName kName{"us-east-1_TestPool1", "1example23456789", std::string(kSub),
                        std::string(kSessionId)};

Secret key_of(char byte) { return Secret(std::string_view(std::string(32, byte))); }

struct RefreshFixture {
  SeededRandom random;
  RefreshTokens refresh_tokens{key_of('a')};
  tokens::MintedRefreshToken minted = refresh_tokens.mint(kName, random);

  bool opens(std::string_view text) {
    const auto opened = refresh_tokens.open(text);
    if (!opened.ok()) {
      CHECK(opened.error().code == "NotAuthorizedException");
      CHECK(opened.error().message == "Invalid Refresh Token");
    }
    return opened.ok();
  }
};

}  // namespace

TEST_CASE_METHOD(RefreshFixture, "a refresh token opens to the session it was minted for",
                 "[tokens][refresh]") {
  const auto opened = refresh_tokens.open(minted.text);
  REQUIRE(opened.ok());
  CHECK(opened->session.pool_id == kName.pool_id);
  CHECK(opened->session.client_id == kName.client_id);
  CHECK(opened->session.sub == kName.sub);
  CHECK(opened->session.session_id == kName.session_id);
  CHECK(opened->secret_hash == minted.secret_hash);
  CHECK(opened->secret_hash.size() == 32);
}

TEST_CASE_METHOD(RefreshFixture, "a refresh token shows nothing and fits the protocol's pattern",
                 "[tokens][refresh]") {
  CHECK(std::regex_match(minted.text, std::regex("[A-Za-z0-9-_=.]+")));
  const std::string bytes = codec::base64url_decode(minted.text).value();
  CHECK(bytes.find("TestPool1") == std::string::npos);
  CHECK(bytes.find(kSub) == std::string::npos);
  CHECK(bytes.find(minted.secret_hash) == std::string::npos);
}

TEST_CASE_METHOD(RefreshFixture, "two refresh tokens of one session differ", "[tokens][refresh]") {
  const auto second = refresh_tokens.mint(kName, random);
  CHECK(second.text != minted.text);
  CHECK(second.secret_hash != minted.secret_hash);
}

TEST_CASE_METHOD(RefreshFixture, "J34: a changed, cut or longer refresh token is refused",
                 "[tokens][refresh]") {
  REQUIRE(opens(minted.text));
  for (std::size_t i = 0; i < minted.text.size(); ++i) {
    std::string changed = minted.text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(opens(changed));
    CHECK_FALSE(opens(minted.text.substr(0, i)));
  }
  for (const char* more : {"A", "AAAA", "=", "\n", "."}) CHECK_FALSE(opens(minted.text + more));
  CHECK_FALSE(opens(""));
  CHECK_FALSE(opens(std::string(limits::kTokenBytesMax + 1, 'A')));
}

TEST_CASE_METHOD(RefreshFixture, "J34: a text sealed under another key or purpose is refused",
                 "[tokens][refresh]") {
  const RefreshTokens elsewhere(key_of('b'));
  CHECK_FALSE(opens(elsewhere.mint(kName, random).text));
  CHECK(elsewhere.open(elsewhere.mint(kName, random).text).ok());

  const crypto::Sealer sealer(key_of('a'));
  CHECK_FALSE(opens(codec::base64url_encode(sealer.seal("x", "another purpose", random))));
}

TEST_CASE_METHOD(RefreshFixture, "J34: a sealed text of another version or length is refused",
                 "[tokens][refresh]") {
  constexpr std::string_view kPurpose = "postern refresh token 1";
  const crypto::Sealer sealer(key_of('a'));
  const auto sealed = sealer.open(codec::base64url_decode(minted.text).value(), kPurpose);
  REQUIRE(sealed.ok());
  const auto reseal = [&](const std::string& plaintext) {
    return codec::base64url_encode(sealer.seal(plaintext, kPurpose, random));
  };
  CHECK(opens(reseal(*sealed)));
  CHECK_FALSE(opens(reseal('\2' + sealed->substr(1))));
  CHECK_FALSE(opens(reseal(*sealed + "x")));
  CHECK_FALSE(opens(reseal(sealed->substr(0, sealed->size() - 1))));
  CHECK_FALSE(opens(reseal("")));
}
