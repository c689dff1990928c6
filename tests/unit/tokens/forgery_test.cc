// Tokens that are not ours, or not any more as we wrote them, by attack row.
#include <set>

#include "crypto/digest.h"
#include "token_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kBadSignature = "Could not verify signature for Access Token";
constexpr std::string_view kInvalid = "Invalid Access Token";

// An access token, its parts, and the keys of its pool to make worse ones.
struct ForgeryFixture : TokenFixture {
  const tokens::PoolSigningKeys& keys = shared_keys(0);
  std::string token = mint().access_token;
  Json claims = payload_of(token);
  std::string header = R"({"kid":")" + keys.access_key.kid + R"(","alg":"RS256"})";

  std::string with_header(std::string_view other_header) {
    return forge(keys.access_key, other_header, claims.dump());
  }
  std::string with_claims(const Json& other_claims) {
    return forge(keys.access_key, header, other_claims.dump());
  }
  std::string with_payload(std::string_view payload) {
    return forge(keys.access_key, header, payload);
  }
  std::string with_claim(std::string_view name, Json value) {
    Json changed = claims;
    changed.set(name, std::move(value));
    return with_claims(changed);
  }
  std::string signing_input() { return token.substr(0, token.rfind('.')); }

  // The twin of every refusal below: the same making, unchanged, is accepted.
  void check_twin() { CHECK(access_refusal(with_claims(claims)).empty()); }
};

std::string b64(std::string_view bytes) { return codec::base64url_encode(bytes); }

}  // namespace

TEST_CASE_METHOD(ForgeryFixture, "a token of ours is accepted and says what it said",
                 "[tokens][verify]") {
  const auto verified = tokens->verify_access(token);
  REQUIRE(verified.ok());
  const auto& seen = **verified;
  CHECK(Json::parse(seen.claims_json).value() == claims);
  CHECK(seen.use == tokens::TokenUse::access);
  CHECK(seen.pool_id == kPoolId);
  CHECK(seen.client_id == client.id);
  CHECK(seen.sub == kSub);
  CHECK(seen.username == "alice");
  CHECK(seen.session_id == kSessionId);
  CHECK(seen.scope == "aws.cognito.signin.user.admin");
  CHECK(seen.iat_s == clock.now_s());
  CHECK(seen.exp_s == clock.now_s() + 3600);
}

TEST_CASE_METHOD(ForgeryFixture, "J01: no algorithm is no signature", "[tokens][verify]") {
  check_twin();
  const std::string payload = b64(claims.dump());
  for (const char* alg : {"none", "None", "nOnE", "NONE", ""}) {
    const std::string kid = keys.access_key.kid;
    const std::string input =
        b64(R"({"kid":")" + kid + R"(","alg":")" + alg + R"("})") + "." + payload;
    CHECK(access_refusal(input + ".") == kInvalid);
    CHECK(access_refusal(input) == kInvalid);
    CHECK(access_refusal(input + "." + b64(std::string(256, '\0'))) == kInvalid);
    CHECK(access_refusal(with_header(R"({"kid":")" + kid + R"(","alg":")" + alg + R"("})")) ==
          kInvalid);
  }
}

TEST_CASE_METHOD(ForgeryFixture, "J02: the public key as HMAC secret is refused",
                 "[tokens][verify]") {
  check_twin();
  const auto& public_key = keys.access_key.key.public_key();
  const Json jwk = tokens->jwks(kPoolId).value().find("keys")->as_array()[1];
  for (const std::string& secret : {public_key.n(), public_key.n() + public_key.e(), jwk.dump(),
                                    std::string(jwk.get_string("n"))}) {
    for (const std::string& text : {R"({"kid":")" + keys.access_key.kid + R"(","alg":"HS256"})",
                                    header}) {
      const std::string input = b64(text) + "." + b64(claims.dump());
      CHECK_FALSE(access_refusal(input + "." + b64(crypto::hmac_sha256(secret, input))).empty());
    }
  }
}

TEST_CASE_METHOD(ForgeryFixture, "J03: a key signs with its one algorithm", "[tokens][verify]") {
  check_twin();
  for (const char* alg : {"RS512", "RS384", "PS256", "ES256", "HS256", "rs256", "RS256 "}) {
    CHECK(access_refusal(with_header(R"({"kid":")" + keys.access_key.kid + R"(","alg":")" + alg +
                                     R"("})")) == kInvalid);
  }
}

TEST_CASE_METHOD(ForgeryFixture, "J04, J05, J06, J16, J17: further header members are refused",
                 "[tokens][verify]") {
  check_twin();
  const std::string open = R"({"kid":")" + keys.access_key.kid + R"(","alg":"RS256",)";
  for (const char* member :
       {R"("jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"})", R"("jku":"https://evil.example/jwks")",
        R"("x5u":"https://evil.example/cert")", R"("x5c":["MIIB"])", R"("typ":"JWT")",
        R"("crit":["exp"])", R"("crit":[])", R"("crit":["b64"],"b64":false)", R"("b64":false)",
        R"("cty":"JWT")", R"("zip":"DEF")"}) {
    INFO(member);
    CHECK(access_refusal(with_header(open + member + "}")) == kInvalid);
  }
}

TEST_CASE_METHOD(ForgeryFixture, "J07: a key id is only compared", "[tokens][verify]") {
  check_twin();
  const std::string big(8'000, 'a');
  for (const std::string& kid :
       {std::string("../../../dev/null"), std::string("' OR 1=1 --"), big, std::string(),
        keys.access_key.kid + "=", keys.access_key.kid.substr(1)}) {
    INFO(kid);
    CHECK(access_refusal(with_header(R"({"kid":")" + kid + R"(","alg":"RS256"})")) ==
          kBadSignature);
  }
  for (const char* kid : {"1", "null", R"(["a"])", R"("\u0000")", "{}"}) {
    INFO(kid);
    CHECK(access_refusal(with_header(R"({"kid":)" + std::string(kid) + R"(,"alg":"RS256"})")) ==
          kInvalid);
  }
}

TEST_CASE_METHOD(ForgeryFixture, "J09: a header without a key id is refused", "[tokens][verify]") {
  check_twin();
  CHECK(access_refusal(with_header(R"({"alg":"RS256"})")) == kInvalid);
  CHECK(access_refusal(with_header("{}")) == kInvalid);
}

TEST_CASE_METHOD(ForgeryFixture, "J08: keys of another pool do not count", "[tokens][verify]") {
  const domain::Pool other = make_pool("us-east-1_OtherPool");
  save_pool_with_keys(other, 1);
  const auto& foreign = shared_keys(1).access_key;
  const std::string foreign_header = R"({"kid":")" + foreign.kid + R"(","alg":"RS256"})";

  CHECK(access_refusal(forge(foreign, foreign_header, claims.dump())) == kBadSignature);
  CHECK(access_refusal(forge(foreign, header, claims.dump())) == kBadSignature);
  CHECK(access_refusal(with_claim("iss", std::string(kIssuerBase) + "/" + other.id)) ==
        kBadSignature);
  // The twin: that key under its own pool's name gets as far as the user, who is not there.
  Json own = claims;
  own.set("iss", std::string(kIssuerBase) + "/" + other.id);
  CHECK(access_refusal(forge(foreign, foreign_header, own.dump())) == "User does not exist.");
}

TEST_CASE_METHOD(ForgeryFixture, "J10: an ID token is no access token, and the reverse",
                 "[tokens][verify]") {
  const std::string id_token = mint().id_token;
  CHECK(access_refusal(token).empty());
  CHECK(access_refusal(id_token) == kInvalid);
  CHECK(tokens->verify(id_token, {.token_use = "id"}).ok());
  CHECK(tokens->verify(token, {.token_use = "access"}).ok());
  CHECK(tokens->verify(token, {.token_use = "id"}).error().message == "Invalid token");
  CHECK(tokens->verify(id_token, {.token_use = "access"}).error().message == "Invalid token");

  // Each key vouches for its own kind only.
  const std::string id_header = R"({"kid":")" + keys.id_key.kid + R"(","alg":"RS256"})";
  CHECK(access_refusal(forge(keys.id_key, id_header, claims.dump())) == kInvalid);
  CHECK(access_refusal(with_claim("token_use", "id")) == kInvalid);
  CHECK(access_refusal(with_claims(payload_of(id_token))) == kInvalid);

  const auto refresh = tokens->mint_refresh_token({std::string(kPoolId), client.id,
                                                   std::string(kSub), std::string(kSessionId)});
  CHECK(access_refusal(refresh.text) == kInvalid);
}

TEST_CASE_METHOD(ForgeryFixture, "J11: the issuer is compared byte for byte", "[tokens][verify]") {
  check_twin();
  const std::string issuer(claims.get_string("iss"));
  for (const std::string& other :
       {issuer + "/", issuer + "x", issuer.substr(0, issuer.size() - 1), std::string(kIssuerBase),
        std::string(kIssuerBase) + "/", std::string(kIssuerBase) + "//" + std::string(kPoolId),
        "HTTPS" + issuer.substr(5), std::string(kPoolId), "https://evil.example/" + issuer,
        std::string(kIssuerBase) + "/" + std::string(9'000, 'p'), std::string()}) {
    INFO(other);
    CHECK(access_refusal(with_claim("iss", other)) == kBadSignature);
  }
  CHECK(access_refusal(with_claim("iss", Json::array().push_back(issuer))) == kBadSignature);
}

TEST_CASE_METHOD(ForgeryFixture, "J11: a host's wish for a pool or client is compared exactly",
                 "[tokens][verify]") {
  const auto accepted = [&](std::string_view pool_id, std::string_view client_id) {
    return tokens->verify(token, {.pool_id = pool_id, .client_id = client_id}).ok();
  };
  CHECK(accepted("", ""));
  CHECK(accepted(kPoolId, client.id));
  CHECK_FALSE(accepted("us-east-1_TestPool", client.id));
  CHECK_FALSE(accepted("us-east-1_TestPool12", client.id));
  CHECK_FALSE(accepted(kPoolId, "1EXAMPLE23456789"));
  CHECK_FALSE(accepted(kPoolId, client.id + "0"));
}

TEST_CASE_METHOD(ForgeryFixture, "J12: a token is expired from its exp on", "[tokens][verify]") {
  for (const bool cached : {false, true}) {
    INFO(cached);
    clock.set_us(ManualClock::kStartUs);
    if (!cached) tokens = new_service();
    clock.advance_s(3599);
    clock.advance_us(999'999);
    CHECK(access_refusal(token).empty());
    clock.advance_us(1);
    CHECK(access_refusal(token) == "Access Token has expired");
    CHECK(tokens->verify(token).error().message == "Token has expired");
    CHECK(tokens->verify(token, {.leeway_s = 1}).ok());
    clock.advance_s(60);
    CHECK_FALSE(tokens->verify(token, {.leeway_s = 60}).ok());
  }
}

TEST_CASE_METHOD(ForgeryFixture, "J13: times are whole seconds that are not negative",
                 "[tokens][verify]") {
  check_twin();
  const std::string text = claims.dump();
  for (const char* name : {"exp", "iat"}) {
    const std::string member =
        "\"" + std::string(name) + "\":" + std::to_string(claims.get_int(name));
    for (const char* value : {"1e400", "1e9", "-1", "\"1\"", "\"9999999999\"", "null", "1.5", "NaN",
                              "9223372036854775808", "9999999999.0", "[]", "true"}) {
      INFO(name << " " << value);
      std::string changed = text;
      changed.replace(changed.find(member), member.size(),
                      "\"" + std::string(name) + "\":" + value);
      CHECK(access_refusal(with_payload(changed)) == kInvalid);
    }
  }
  // The largest time there is does not overflow into the past.
  CHECK(access_refusal(with_claim("exp", INT64_MAX)).empty());
}

TEST_CASE_METHOD(ForgeryFixture, "J14: claims that every token of ours has are required",
                 "[tokens][verify]") {
  check_twin();
  for (const char* name : {"exp", "iat", "sub", "client_id", "username", "token_use"}) {
    INFO(name);
    Json without = claims;
    without.erase(name);
    CHECK(access_refusal(with_claims(without)) == kInvalid);
    CHECK(access_refusal(with_claim(name, Json::array())) == kInvalid);
  }
  Json without = claims;
  without.erase("iss");
  CHECK(access_refusal(with_claims(without)) == kBadSignature);
  Json no_session = claims;
  no_session.erase("origin_jti");
  no_session.erase("event_id");
  CHECK(access_refusal(with_claims(no_session)) == kInvalid);
}

TEST_CASE_METHOD(ForgeryFixture, "J15: a member given twice is refused", "[tokens][verify]") {
  check_twin();
  const std::string text = claims.dump();
  const std::string rest = "," + text.substr(1);
  CHECK(access_refusal(with_payload(R"({"sub":"x")" + rest)) == kInvalid);
  CHECK(access_refusal(with_payload(R"({"s\u0075b":"x")" + rest)) == kInvalid);
  CHECK(access_refusal(with_header(R"({"alg":"RS256",)" + header.substr(1))) == kInvalid);
  CHECK(access_refusal(with_header(R"({"\u0061lg":"RS256",)" + header.substr(1))) == kInvalid);
}

TEST_CASE_METHOD(ForgeryFixture, "J18: every other spelling of the same bytes is refused",
                 "[tokens][verify]") {
  REQUIRE(access_refusal(token).empty());  // Also when the right spelling is remembered.
  CHECK_FALSE(access_refusal(token + "=").empty());
  CHECK_FALSE(access_refusal(token + "==").empty());
  CHECK_FALSE(access_refusal(token + "\n").empty());
  CHECK_FALSE(access_refusal(" " + token).empty());
  CHECK_FALSE(access_refusal(token + std::string(1, '\0')).empty());
  // 256 bytes leave four spare bits in the last character.
  std::string tail = token;
  tail.back() = static_cast<char>(tail.back() + 1);
  CHECK_FALSE(access_refusal(tail).empty());
  for (const char c : {'+', '/', '=', ' ', '\n', '\0', '\xd0'}) {
    std::string changed = token;
    changed[changed.find('.') + 5] = c;
    CHECK_FALSE(access_refusal(changed).empty());
  }
}

TEST_CASE_METHOD(ForgeryFixture, "J19: two, four and a million parts are refused",
                 "[tokens][verify]") {
  CHECK(access_refusal(token).empty());
  CHECK(access_refusal(signing_input()) == kInvalid);
  CHECK(access_refusal(token + ".AQID") == kInvalid);
  CHECK(access_refusal("." + token) == kInvalid);
  CHECK(access_refusal(std::string(limits::kTokenBytesMax, '.')) == kInvalid);
  CHECK(access_refusal(std::string(1'000'000, '.')) == kInvalid);
  CHECK(access_refusal("") == kInvalid);
}

TEST_CASE_METHOD(ForgeryFixture, "J20: a token over the limit is refused by its length",
                 "[tokens][verify]") {
  const auto padded = [&](std::size_t bytes) { return with_claim("pad", std::string(bytes, 'x')); };
  std::size_t pad = 11'000;
  while (padded(pad).size() < limits::kTokenBytesMax) ++pad;
  CHECK(access_refusal(padded(pad - 2)).empty());
  CHECK(access_refusal(padded(pad + 2)) == kInvalid);
  // The length alone decides: nothing behind the pointer is touched.
  const std::string_view absurd(token.data(), std::size_t{2} << 30U);
  CHECK(access_refusal(absurd) == kInvalid);
}

TEST_CASE_METHOD(ForgeryFixture, "J21: deep payloads and headers are refused", "[tokens][verify]") {
  check_twin();
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  const std::string rest = "," + claims.dump().substr(1);
  CHECK(access_refusal(with_payload(R"({"deep":)" + nested(20) + rest)).empty());
  CHECK(access_refusal(with_payload(R"({"deep":)" + nested(4'000) + rest)) == kInvalid);
  CHECK(access_refusal(with_header(nested(4'000))) == kInvalid);
}

TEST_CASE_METHOD(ForgeryFixture, "J26: malformed signatures are false, not errors",
                 "[tokens][verify]") {
  const std::string signature =
      codec::base64url_decode(token.substr(token.rfind('.') + 1)).value();
  const auto with_signature = [&](const std::string& bytes) {
    return signing_input() + "." + b64(bytes);
  };
  CHECK(access_refusal(with_signature(signature)).empty());
  for (const std::string& bytes :
       {signature.substr(1), signature.substr(0, 255), signature + '\0', '\0' + signature,
        std::string(1, '\0'), std::string(256, '\0'), std::string(256, '\xff'),
        std::string(64, 'a'), keys.access_key.key.public_key().n()}) {
    CHECK(access_refusal(with_signature(bytes)) == kBadSignature);
  }
}

TEST_CASE_METHOD(ForgeryFixture, "any changed byte of a token is refused", "[tokens][verify]") {
  for (std::size_t i = 0; i < token.size(); i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    INFO(i);
    CHECK_FALSE(access_refusal(changed).empty());
  }
  CHECK(access_refusal(token).empty());
}

TEST_CASE_METHOD(ForgeryFixture, "J29, J30, J31: encrypted and JSON forms are refused",
                 "[tokens][verify]") {
  CHECK(access_refusal(token).empty());
  CHECK(access_refusal(b64(R"({"alg":"PBES2-HS256+A128KW","p2c":1000000000,"enc":"A128GCM"})") +
                       ".AQID.AQID.AQID.AQID") == kInvalid);
  const std::string first = token.substr(0, token.find('.'));
  const std::string payload = b64(claims.dump());
  const std::string signature = token.substr(token.rfind('.') + 1);
  const std::string flattened = R"({"protected":")" + first + R"(","payload":")" + payload +
                                R"(","signature":")" + signature + R"("})";
  CHECK(access_refusal(flattened) == kInvalid);
  CHECK(access_refusal(R"({"header":{"alg":"none"},)" + flattened.substr(1)) == kInvalid);
  CHECK(access_refusal(R"({" )" + token + R"( ":1})") == kInvalid);
}

TEST_CASE_METHOD(ForgeryFixture, "J36: names that are not text are refused", "[tokens][verify]") {
  check_twin();
  const std::string text = claims.dump();
  for (const char* value : {"a\\u0000b", "a\xff", "\\ud800"}) {
    std::string changed = text;
    changed.replace(changed.find(kSub), kSub.size(), value);
    CHECK(access_refusal(with_payload(changed)) == kInvalid);
  }
}
