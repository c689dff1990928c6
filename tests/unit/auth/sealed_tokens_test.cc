// Tokens that carry state through a client: sealed, of one kind, for one listing, for an hour.
#include "auth/sealed_tokens.h"

#include "support/store_fixture.h"

using namespace postern;
using namespace postern::auth;

namespace {

struct SealFixture {
  test::SeededRandom random;
  crypto::RotatingSealer sealer{Secret(std::string(32, 'k'))};
  crypto::RotatingSealer other_sealer{Secret(std::string(32, 'x'))};
  SealedTokens tokens{sealer, Secret(std::string(32, 'd')), random};
  SealedTokens others{other_sealer, Secret(std::string(32, 'e')), random};
  Json content = Json::object().set("user", "alice").set("n", 7);
};

}  // namespace

TEST_CASE_METHOD(SealFixture,
                 "what is sealed opens again, in both spellings, never twice the same") {
  CHECK(tokens.open("session", tokens.seal("session", content)).value() == content);
  CHECK(tokens.open_block("srp", tokens.seal_block("srp", content)).value() == content);
  CHECK(tokens.seal("session", content) != tokens.seal("session", content));
}

TEST_CASE_METHOD(SealFixture, "O33, J34: another kind, key, length or bit opens nothing") {
  const std::string sealed = tokens.seal("session", content);
  CHECK_FALSE(tokens.open("srp", sealed).ok());
  CHECK_FALSE(others.open("session", sealed).ok());
  CHECK_FALSE(tokens.open("session", "").ok());
  CHECK_FALSE(tokens.open("session", sealed + "AAAA").ok());
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string flipped = sealed;
    flipped[i] = flipped[i] == 'A' ? 'B' : 'A';
    if (flipped != sealed) CHECK_FALSE(tokens.open("session", flipped).ok());
    CHECK_FALSE(tokens.open("session", sealed.substr(0, i)).ok());
  }
  CHECK(tokens.open("session", sealed).ok());
}

TEST_CASE_METHOD(SealFixture, "K04: all refusals read alike") {
  const std::string sealed = tokens.seal("session", content);
  const std::string said = tokens.open("session", "not base64!").error().message;
  CHECK(tokens.open("srp", sealed).error().message == said);
  CHECK(tokens.open("session", sealed.substr(4)).error().message == said);
}

TEST_CASE_METHOD(SealFixture, "A08: a page token is for its listing and scope, for an hour") {
  constexpr std::int64_t kHourUs = 3600 * kMicrosPerSecond;
  const std::string position("a\0b\xff", 4);
  const std::string token = tokens.seal_page("ListUsers", "pool", position, 1000);
  CHECK(tokens.open_page("ListUsers", "pool", token, 1000).value() == position);
  CHECK(tokens.open_page("ListUsers", "pool", token, 999 + kHourUs).ok());
  for (const auto& result :
       {tokens.open_page("ListUsers", "pool", token, 1000 + kHourUs),
        tokens.open_page("ListGroups", "pool", token, 1000),
        tokens.open_page("ListUsers", "pool2", token, 1000),
        tokens.open_page("ListUsers", "pool", token + "x", 1000),
        tokens.open_page("ListUsers", "pool", tokens.seal("session", content), 1000)}) {
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == "InvalidParameterException");
    CHECK(result.error().message == "Invalid pagination token.");
  }
}

TEST_CASE_METHOD(SealFixture,
                 "stable digests repeat for a text and a store, and differ otherwise") {
  CHECK(tokens.stable_digest("a") == tokens.stable_digest("a"));
  CHECK(tokens.stable_digest("a") != tokens.stable_digest("b"));
  CHECK(others.stable_digest("a") != tokens.stable_digest("a"));
  const std::string uuid = tokens.stable_uuid("pool", "alice");
  CHECK(uuid == tokens.stable_uuid("pool", "alice"));
  CHECK(uuid != tokens.stable_uuid("poola", "lice"));
  REQUIRE(uuid.size() == 36);
  CHECK(uuid[14] == '4');
  CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
}
