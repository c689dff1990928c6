// Other signing keys for a pool: published before they sign, and there until what they signed is
// over.
#include <algorithm>
#include <set>

#include "ops/audit_fixture.h"
#include "ops/shared_storage.h"

using namespace postern;
using namespace postern::test;

namespace {

using Kids = std::set<std::string>;

constexpr std::int64_t kHourS = 3'600;
constexpr std::int64_t kDayS = 86'400;
// kJwksMaxAgeS, and a margin of five minutes.
constexpr std::int64_t kPublishS = 3'900;

std::string kid_of_token(std::string_view token) {
  const auto header = codec::base64url_decode(token.substr(0, token.find('.')));
  return std::string(json(header.value()).get_string("kid"));
}

Kids published_by(Engine& engine, std::string_view pool) {
  const std::string target = "/" + std::string(pool) + "/.well-known/jwks.json";
  const http::Response response =
      engine.handle_http({.method = "GET", .target = target, .headers = {{"Host", "localhost"}}});
  REQUIRE(response.status == 200);
  Kids kids;
  const Json document = json(response.body);
  for (const Json& key : document.find("keys")->as_array()) {
    kids.emplace(key.get_string("kid"));
  }
  return kids;
}

std::string verdict_of(Engine& engine, std::string_view token) {
  const auto verified = engine.verify(token, {});
  return verified.ok() ? "" : verified.error().message;
}

struct SigningKeyFixture : AuthFixture {
  SigningKeyFixture() { new_confirmed("alice"); }

  Json rotate(bool leaked = false) {
    Json request = object("UserPoolId", pool);
    if (leaked) request.set("Leaked", true);
    return run("postern:RotateSigningKeys", request);
  }
  std::string rotation_refusal() {
    return refusal("postern:RotateSigningKeys", object("UserPoolId", pool));
  }
  Kids published() { return published_by(*engine, pool); }
  std::string verdict(std::string_view token) { return verdict_of(*engine, token); }
  // "<use> <status>" of each key, in the order of the JWKS.
  std::vector<std::string> states() {
    std::vector<std::string> all;
    const Json listed = run("postern:ListSigningKeys", object("UserPoolId", pool));
    for (const Json& key : listed.find("SigningKeys")->as_array()) {
      all.push_back(std::string(key.get_string("TokenUse")) + " " +
                    std::string(key.get_string("Status")));
    }
    return all;
  }
};

constexpr const char* kUnderWay =
    "InvalidParameterException: A rotation of the user pool's signing keys is under way.";

struct Copy {
  std::int64_t at_s;
  Kids kids;
};

}  // namespace

TEST_CASE_METHOD(SigningKeyFixture,
                 "K06: a new pair is published, then signs, then the old one is retired",
                 "[ops][signing keys]") {
  const Kids before = published();
  const std::string old_token = access_token("alice");
  rotate();
  CHECK(states() == std::vector<std::string>{"id PUBLISHED", "access PUBLISHED", "id SIGNING",
                                             "access SIGNING"});
  const Kids both = published();
  CHECK(both.size() == 4);
  CHECK(std::includes(both.begin(), both.end(), before.begin(), before.end()));
  CHECK(verdict(old_token).empty());
  CHECK(kid_of_token(access_token("alice")) == kid_of_token(old_token));

  advance_s(kPublishS - 1);
  const Json last = sign_in("alice");
  CHECK(before.contains(kid_of_token(last.get_string("AccessToken"))));
  CHECK(before.contains(kid_of_token(last.get_string("IdToken"))));
  advance_s(1);
  CHECK(states() ==
        std::vector<std::string>{"id SIGNING", "access SIGNING", "id RETIRING", "access RETIRING"});
  const Json next = sign_in("alice");
  CHECK_FALSE(before.contains(kid_of_token(next.get_string("AccessToken"))));
  CHECK_FALSE(before.contains(kid_of_token(next.get_string("IdToken"))));
  CHECK(kid_of_token(next.get_string("AccessToken")) != kid_of_token(next.get_string("IdToken")));
  for (const Json* tokens : {&last, &next}) {
    CHECK(verdict(tokens->get_string("AccessToken")).empty());
    CHECK(verdict(tokens->get_string("IdToken")).empty());
  }
  CHECK(verdict(old_token) == "Token has expired");

  advance_s(kDayS + 299);
  CHECK(published() == both);
  advance_s(1);
  CHECK(states() == std::vector<std::string>{"id SIGNING", "access SIGNING"});
  CHECK(published().size() == 2);
  for (const std::string& kid : published()) CHECK_FALSE(before.contains(kid));
}

TEST_CASE_METHOD(SigningKeyFixture,
                 "K06: whoever keeps the JWKS for as long as it says knows every token's key",
                 "[ops][signing keys]") {
  const std::string day_client = make_client(R"({"AccessTokenValidity":24,"IdTokenValidity":5,
      "TokenValidityUnits":{"AccessToken":"hours","IdToken":"minutes"}})");
  struct Issued {
    std::int64_t expires_s;
    std::string text;
  };
  std::vector<Copy> copies;
  std::vector<Issued> issued;
  std::int64_t now_s = 0;
  for (int step = 0; step < 100; ++step, now_s += 1'200) {
    if (step == 5 || step == 90) rotate();
    copies.push_back({now_s, published()});
    std::erase_if(copies, [&](const Copy& copy) { return now_s - copy.at_s > kHourS; });
    std::erase_if(issued, [&](const Issued& token) { return now_s >= token.expires_s; });
    const Json tokens = sign_in("alice", kPassword, day_client);
    issued.push_back({now_s + kDayS, std::string(tokens.get_string("AccessToken"))});
    issued.push_back({now_s + 300, std::string(tokens.get_string("IdToken"))});
    for (const Issued& token : issued) {
      REQUIRE(verdict(token.text).empty());
      REQUIRE(published().contains(kid_of_token(token.text)));
    }
    for (const char* kind : {"AccessToken", "IdToken"}) {
      const std::string kid = kid_of_token(tokens.get_string(kind));
      for (const Copy& copy : copies) REQUIRE(copy.kids.contains(kid));
    }
    advance_s(1'200);
  }
}

TEST_CASE_METHOD(SigningKeyFixture, "K06: one rotation at a time, and another one after it",
                 "[ops][signing keys]") {
  rotate();
  CHECK(rotation_refusal() == kUnderWay);
  advance_s(kPublishS + kDayS + 299);
  CHECK(rotation_refusal() == kUnderWay);
  advance_s(1);
  const Kids first = published();
  rotate();  // The row of those before is still there: nobody has swept.
  CHECK(published().size() == 4);
  // What is swept is what has expired, and not the keys that took its place.
  while (run("postern:RunMaintenance", Json::object()).get_bool("MoreWork")) {
  }
  const std::string token = access_token("alice");
  CHECK(first.contains(kid_of_token(token)));
  advance_s(kPublishS + kDayS + 300);
  while (run("postern:RunMaintenance", Json::object()).get_bool("MoreWork")) {
  }
  CHECK(published().size() == 2);
  CHECK(run("postern:CheckStore", Json::object()).find("Findings")->as_array().empty());
}

TEST_CASE_METHOD(SigningKeyFixture, "K06: leaked keys are worth nothing from that moment on",
                 "[ops][signing keys]") {
  const bool under_way = GENERATE(false, true);
  if (under_way) rotate();
  const Kids before = published();
  const Json tokens = sign_in("alice");
  REQUIRE(verdict(tokens.get_string("AccessToken")).empty());
  rotate(/*leaked=*/true);
  CHECK(published().size() == 2);
  for (const std::string& kid : published()) CHECK_FALSE(before.contains(kid));
  CHECK(verdict(tokens.get_string("AccessToken")) == "Invalid token");
  CHECK(verdict(tokens.get_string("IdToken")) == "Invalid token");
  CHECK(refusal("GetUser", object("AccessToken", tokens.get_string("AccessToken"))) ==
        "NotAuthorizedException: Could not verify signature for Access Token");
  // Sessions go on: their refresh tokens hang on other keys.
  const Json refreshed =
      tokens_of(run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))));
  CHECK(verdict(refreshed.get_string("AccessToken")).empty());
  CHECK(run("GetUser", object("AccessToken", refreshed.get_string("AccessToken")))
            .get_string("Username") == "alice");
}

TEST_CASE_METHOD(SigningKeyFixture, "K06: a pool's keys are replaced by its host alone",
                 "[ops][signing keys]") {
  const Json request = object("UserPoolId", pool);
  for (const char* operation : {"postern:RotateSigningKeys", "postern:ListSigningKeys"}) {
    CHECK_FALSE(call(operation, request, ops::Caller::Kind::anonymous).ok());
    CHECK(refusal(operation, Json::object()) ==
          "InvalidParameterException: Missing required parameter UserPoolId");
    CHECK(refusal(operation, object("UserPoolId", "us-east-1_Nowhere")) ==
          "ResourceNotFoundException: User pool us-east-1_Nowhere does not exist.");
    CHECK(call(operation, request).ok());
  }
}

TEST_CASE_METHOD(SigningKeyFixture, "K06: a pool that never signed anything gets its first keys",
                 "[ops][signing keys]") {
  const std::string fresh = new_pool("fresh");
  run("postern:RotateSigningKeys", object("UserPoolId", fresh));
  CHECK(published_by(*engine, fresh).size() == 2);
}

TEST_CASE_METHOD(SigningKeyFixture, "K06: a rotation outlives the engine that began it",
                 "[ops][signing keys]") {
  rotate();
  const Kids both = published();
  const std::string token = access_token("alice");
  engine.reset();
  engine = open(memory);
  CHECK(published() == both);
  CHECK(verdict(token).empty());
  advance_s(kPublishS);
  CHECK(kid_of_token(access_token("alice")) != kid_of_token(token));
}

TEST_CASE_METHOD(AuditFixture, "K06: the audit log tells of other signing keys",
                 "[ops][audit][signing keys]") {
  run("postern:RotateSigningKeys", object("UserPoolId", pool));
  const Json event = only_event_of("RotateSigningKeys");
  CHECK(event.dump().find("SigningKeys") != std::string::npos);
  refusal("postern:RotateSigningKeys", object("UserPoolId", pool));
  only_event_of("RotateSigningKeys");
}

namespace {

struct SharedKeysFixture : SigningKeyFixture {
  SharedStorage shared{memory};
  std::unique_ptr<Engine> second;

  SharedKeysFixture() {
    engine.reset();
    engine = open(shared);
    second = open(shared);
  }
  Json at_second(std::string_view operation, const Json& request) {
    const auto answer = second->call({.kind = ops::Caller::Kind::host}, operation, request.dump());
    INFO((answer.ok() ? std::string() : answer.error().message));
    REQUIRE(answer.ok());
    return json(*answer);
  }
  void advance_both(std::int64_t seconds) {
    for (Engine* one : {engine.get(), second.get()}) {
      REQUIRE(one->advance_clock(seconds * kMicrosPerSecond).ok());
    }
  }
  Json sign_in_at_second() {
    return tokens_of(at_second("InitiateAuth", password_request("alice", kPassword)));
  }
};

}  // namespace

TEST_CASE_METHOD(SharedKeysFixture, "K06: engines on one store change keys together",
                 "[ops][signing keys]") {
  const Json old = sign_in("alice");
  REQUIRE(verdict_of(*second, old.get_string("AccessToken")).empty());
  rotate();
  CHECK(published_by(*second, pool) == published());
  CHECK(sign_in_at_second().contains("AccessToken"));
  advance_both(kPublishS);
  const Json here = sign_in("alice"), there = sign_in_at_second();
  for (const char* kind : {"AccessToken", "IdToken"}) {
    CHECK(kid_of_token(here.get_string(kind)) == kid_of_token(there.get_string(kind)));
    CHECK(kid_of_token(here.get_string(kind)) != kid_of_token(old.get_string(kind)));
    CHECK(verdict(there.get_string(kind)).empty());
    CHECK(verdict_of(*second, here.get_string(kind)).empty());
  }
}

TEST_CASE_METHOD(SharedKeysFixture, "K06: an engine that only verifies learns of other keys",
                 "[ops][signing keys]") {
  const std::string old_token = access_token("alice");
  REQUIRE(verdict_of(*second, old_token).empty());
  rotate();
  advance_both(kPublishS);
  CHECK(verdict_of(*second, access_token("alice")).empty());
}

TEST_CASE_METHOD(SharedKeysFixture, "K06: keys that leaked are refused by every engine at once",
                 "[ops][signing keys]") {
  const bool is_warm = GENERATE(false, true);
  const Json tokens = sign_in("alice");
  const std::string text(tokens.get_string("AccessToken"));
  if (is_warm) REQUIRE(verdict_of(*second, text).empty());
  // The second engine has the keys in mind, whether it has seen this token or not.
  REQUIRE(verdict_of(*second, access_token("alice")).empty());
  rotate(/*leaked=*/true);
  CHECK(verdict_of(*second, text) == "Invalid token");
  CHECK(verdict_of(*second, tokens.get_string("IdToken")) == "Invalid token");
  const Json refreshed =
      tokens_of(at_second("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))));
  CHECK(verdict(refreshed.get_string("AccessToken")).empty());
  CHECK(published_by(*second, pool) == published());
}
