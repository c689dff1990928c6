// What comes back from a provider, or pretends to: refused, beside the same that is let in.
#include "ops/federation_fixture.h"

using namespace postern;
using test::FakeBrowser;
using test::FederationFixture;
using test::json;
using test::object;
using test::Sent;
using test::sent_to;

namespace {

constexpr std::string_view kErrorPage = "https://demo.auth.us-east-1.amazoncognito.com/error";

}  // namespace

TEST_CASE_METHOD(FederationFixture,
                 "O14: a state that is missing, changed or another token's opens nothing") {
  const Sent out = go_out();
  std::string changed = out.get("state");
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& state : {std::string(), changed, std::string("state")}) {
    CHECK(sent_to(browser.get(back_path(state))).address == kErrorPage);
  }
  redeem(come_back(out));
  // The browser's session is sealed, too, but as something else.
  CHECK(sent_to(browser.get(back_path(browser.cookie("cognito")))).address == kErrorPage);
  CHECK(provider.count("/token") == 1);
}

TEST_CASE_METHOD(FederationFixture, "O14: a state is one browser's") {
  const Sent out = go_out();
  FakeBrowser other(*this);
  CHECK(sent_to(other.get(back_path(out.get("state")))).address == kErrorPage);
  // Also where the other one has a cookie of its own.
  sent_to(other.get(authorize_path()));
  CHECK(sent_to(other.get(back_path(out.get("state")))).address == kErrorPage);
  CHECK(provider.count("/token") == 0);
  redeem(come_back(out));
}

TEST_CASE_METHOD(FederationFixture, "O14: windows of one browser sign in beside each other") {
  const Sent first = go_out();
  const std::string nonce = provider.nonce;
  const Sent second = go_out();
  redeem(come_back(second));
  provider.nonce = nonce;
  redeem(come_back(first));
}

TEST_CASE_METHOD(FederationFixture, "F12: what came back once does not come back again") {
  const Sent out = go_out();
  redeem(come_back(out));
  CHECK(come_back(out).address == kErrorPage);
  CHECK(provider.count("/token") == 1);
}

TEST_CASE_METHOD(FederationFixture, "O14: a sign-in at a provider takes ten minutes at most") {
  const Sent late = go_out();
  advance_s(601);
  CHECK(come_back(late).address == kErrorPage);
  const Sent in_time = go_out();
  advance_s(599);
  redeem(come_back(in_time));
}

TEST_CASE_METHOD(FederationFixture, "O12: an answer of another issuer is not exchanged") {
  const Sent out = go_out();
  CHECK(come_back(out, "&code=their-code&iss=https%3A%2F%2Fevil.example").refusal() ==
        "invalid_request: The answer is of another identity provider.");
  CHECK(provider.count("/token") == 0);
  redeem(come_back(out, "&code=their-code&iss=https%3A%2F%2Fidp.example"));
}

TEST_CASE_METHOD(FederationFixture, "O13: a code of another sign-in is worth nothing in this one") {
  const Sent theirs = go_out();
  const std::string nonce = provider.nonce;
  browser.forget_cookies();
  const Sent ours = go_out();
  provider.nonce = nonce;  // The provider knows whose code it is.
  CHECK(come_back(ours, "&code=stolen").refusal() ==
        "invalid_request: Bad id_token: nonce mismatch");
  // Nor would the provider take it with our proof.
  CHECK(codec::base64url_encode(crypto::sha256(provider.newest("/token").form().get(
            "code_verifier"))) != theirs.get("code_challenge"));
  provider.nonce = ours.get("nonce");
  redeem(come_back(ours));
}

TEST_CASE_METHOD(FederationFixture, "O28: a parameter that comes twice makes no answer") {
  const Sent out = go_out();
  CHECK(come_back(out, "&code=one&code=two").address == kErrorPage);
  redeem(come_back(out));
}

TEST_CASE_METHOD(FederationFixture,
                 "F11: a client that no longer supports a provider lets nobody in through it") {
  app = make_app(R"(["Example"])");
  const auto support = [&](std::string_view providers) {
    Json request = *run("DescribeUserPoolClient", test::for_pool(pool).set("ClientId", app))
                        .find("UserPoolClient");
    for (const auto name : {"CreationDate", "LastModifiedDate"}) request.erase(name);
    run("UpdateUserPoolClient", request.set("SupportedIdentityProviders", json(providers)));
  };
  std::string path = authorize_path();
  path.resize(path.find("&identity_provider="));  // The client has but one.
  for (const std::string& asked : {path, authorize_path()}) {
    const Sent out = sent_to(browser.get(asked));
    provider.nonce = out.get("nonce");
    support(R"(["COGNITO"])");
    CHECK(come_back(out).get("error") == "invalid_request");
    support(R"(["Example"])");
    redeem(come_back(out));
    browser.forget_cookies();
  }
}

TEST_CASE_METHOD(FederationFixture, "F13: an ID token is checked claim by claim") {
  struct Case {
    std::string_view claims;
    std::string_view why;
  };
  const Case cases[] = {
      {R"({"iss":"https://idp.example/"})", "it is of another issuer"},
      {R"({"iss":null})", "it is of another issuer"},
      {R"({"aud":"somebody"})", "it is for another client"},
      {R"({"aud":[]})", "it is for another client"},
      {R"({"aud":["our-id","somebody"]})", "it is for another client"},
      {R"({"aud":["our-id","somebody"],"azp":"somebody"})", "it is for another client"},
      {R"({"azp":"somebody"})", "it is for another client"},
      {R"({"exp":1})", "it has expired"},
      {R"({"exp":null})", "exp or iat is missing"},
      {R"({"exp":"9999999999"})", "exp or iat is missing"},
      {R"({"iat":null})", "exp or iat is missing"},
      {R"({"iat":9999999999})", "it is from the future"},
      {R"({"iat":1})", "it is too old"},
      {R"({"nbf":9999999999})", "it is not valid yet"},
      {R"({"nonce":"another"})", "nonce mismatch"},
      {R"({"nonce":null})", "nonce mismatch"},
      {R"({"at_hash":"another"})", "at_hash mismatch"},
      {R"({"sub":""})", "sub is missing or malformed"},
      {R"({"sub":7})", "sub is missing or malformed"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.claims);
    provider.claims = json(one.claims);
    CHECK(refusal_there() == "invalid_request: Bad id_token: " + std::string(one.why));
  }
  for (const auto good :
       {"{}", R"({"aud":["our-id"]})", R"({"azp":"our-id"})", R"({"at_hash":null})",
        R"({"aud":["our-id","somebody"],"azp":"our-id"})"}) {
    CAPTURE(good);
    provider.claims = json(good);
    redeem(sign_in_there());
  }
}

TEST_CASE_METHOD(FederationFixture,
                 "F13: an ID token is signed by a key of its issuer, and in one of two ways") {
  const auto& foreign = test::provider_key(1);
  const auto refused = [&](std::string_view why) {
    CHECK(refusal_there() == "invalid_request: Bad id_token: " + std::string(why));
  };
  provider.sign = [&](const Json& claims) {
    return test::signed_rs256(foreign, test::token_header("RS256", "k1"), claims);
  };
  refused("its signature is wrong");
  provider.sign = [&](const Json& claims) {
    return test::signed_rs256(foreign, test::token_header("RS256", "k2"), claims);
  };
  refused("its key is unknown");
  provider.sign = [&](const Json& claims) {
    return codec::jwt_signing_input(test::token_header("none", "k1"), claims) + ".";
  };
  refused("it is malformed");
  for (const auto alg : {"none", "HS256", "RS512", "rs256", ""}) {
    provider.sign = [&](const Json& claims) {
      return test::signed_rs256(test::provider_key(), test::token_header(alg, "k1"), claims);
    };
    refused("its algorithm is not RS256 or ES256");
  }
  // An RSA key does not make an ES256 signature.
  provider.sign = [&](const Json& claims) {
    return test::signed_rs256(test::provider_key(), test::token_header("ES256", "k1"), claims);
  };
  refused("its key is unknown");
  provider.sign = [&](const Json& claims) {
    return test::signed_rs256(
        test::provider_key(),
        test::token_header("RS256", "k1").set("crit", json(R"(["b64"])")).set("b64", false),
        claims);
  };
  refused("its header has crit");
  provider.sign = nullptr;
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FederationFixture,
                 "an ID token may be signed with ES256, and name no key where there is one") {
  const auto key = crypto::EcdsaPrivateKey::generate().value();
  provider.keys = Json::array()
                      .push_back(test::ec_jwk(key, "e1"))
                      .push_back(test::rsa_jwk(test::provider_key(), "k1"));
  provider.sign = [&](const Json& claims) {
    return test::signed_es256(key, test::token_header("ES256", "e1"), claims);
  };
  redeem(sign_in_there());
  provider.sign = [&](const Json& claims) {
    return test::signed_es256(key, Json::object().set("alg", "ES256"), claims);
  };
  redeem(sign_in_there());
  // Of two without a name in the token nobody can say which.
  provider.keys.push_back(test::rsa_jwk(test::provider_key(1), "k2"));
  advance_s(3601);
  redeem(sign_in_there());
  provider.sign = [&](const Json& claims) {
    return test::signed_rs256(test::provider_key(), Json::object().set("alg", "RS256"), claims);
  };
  CHECK(refusal_there() == "invalid_request: Bad id_token: its key is unknown");
}

TEST_CASE_METHOD(FederationFixture, "F13: userInfo about somebody else is not used") {
  provider.user_info.set("sub", "Sub-2").set("email", "eve@example.com");
  CHECK(refusal_there() == "invalid_request: Example Error - 200 error getting user info");
  provider.user_info = json(R"({"email":"ada@example.com","sub":"Sub-1"})");
  redeem(sign_in_there());
  CHECK(attribute("Example_Sub-1", "email") == "ada@example.com");
}

TEST_CASE_METHOD(FederationFixture,
                 "F14: a discovery document is its issuer's own, and leads nowhere else") {
  const auto refused = [&](std::string_view member, std::string_view value) {
    provider.discovery = object(member, value);
    const Sent back = sent_to(browser.get(authorize_path()));
    CHECK(back.address == test::kCallback);
    CHECK(back.get("error") == "server_error");
  };
  refused("issuer", "https://evil.example");
  refused("issuer", "https://idp.example/");
  for (const auto member :
       {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"}) {
    refused(member, "http://idp.example/x");
    refused(member, "http://localhost/x");  // Not for an issuer elsewhere.
    refused(member, "file:///etc/passwd");
    refused(member, "https://user@idp.example/x");
  }
  refused("token_endpoint", "");
  provider.discovery = Json::object();
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FederationFixture,
                 "F14: what a provider answers is bounded, and no redirect is followed") {
  const std::string address = "https://idp.example/.well-known/openid-configuration";
  const auto said = [&](int status, std::string body) {
    provider.answers[address] = [=](const auto&) { return test::FakeProvider::Said{status, body}; };
    return sent_to(browser.get(authorize_path())).get("error");
  };
  CHECK(said(302, "") == "server_error");
  CHECK(said(200, std::string((256 << 10) + 1, ' ')) == "server_error");
  CHECK(said(200, "[]") == "server_error");
  CHECK(said(200, R"({"issuer":"https://idp.example","issuer":"https://idp.example"})") ==
        "server_error");
  provider.answers.clear();
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FederationFixture, "F14: why a provider cannot be asked is not told to clients") {
  provider.issuer = "https://elsewhere.example";
  const Sent back = sent_to(browser.get(authorize_path()));
  CHECK(back.refusal() == "server_error: No answer from idp.example.");
}

TEST_CASE_METHOD(FederationFixture, "F18: documents are kept for an hour, each for its issuer") {
  redeem(sign_in_there());
  redeem(sign_in_there());
  CHECK(provider.count("/.well-known") == 1);
  CHECK(provider.count("/jwks") == 1);
  advance_s(3601);
  redeem(sign_in_there());
  CHECK(provider.count("/.well-known") == 2);
  CHECK(provider.count("/jwks") == 2);
  // Another issuer that names the same address for its keys is asked about anew.
  add_provider("Second", "{}",
               R"({"oidc_issuer":"https://second.example",
                   "authorize_url":"https://second.example/a","token_url":"https://idp.example/token",
                   "attributes_url":"https://idp.example/userinfo",
                   "jwks_uri":"https://idp.example/jwks"})");
  app = make_app(R"(["Second"])");
  CHECK(refusal_there("Second") == "invalid_request: Bad id_token: it is of another issuer");
  CHECK(provider.count("/jwks") == 3);
}

TEST_CASE_METHOD(FederationFixture,
                 "keys that an issuer replaces are asked for once when they are met") {
  redeem(sign_in_there());
  provider.keys = Json::array().push_back(test::rsa_jwk(test::provider_key(1), "new"));
  provider.sign = [](const Json& claims) {
    return test::signed_rs256(test::provider_key(1), test::token_header("RS256", "new"), claims);
  };
  redeem(sign_in_there());
  CHECK(provider.count("/jwks") == 2);
  provider.sign = nullptr;
  provider.kid = "unknown";
  CHECK(refusal_there() == "invalid_request: Bad id_token: its key is unknown");
  CHECK(provider.count("/jwks") == 3);
}
