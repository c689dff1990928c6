// Google, Apple, Amazon and Facebook: what each does otherwise than OpenID Connect has it.
#include "ops/federation_fixture.h"

using namespace postern;
using test::FakeProvider;
using test::FederationFixture;
using test::json;
using test::object;
using test::Sent;
using test::sent_to;

namespace {

using Said = FakeProvider::Said;

struct SocialFixture : FederationFixture {
  // Documents and keys of an issuer that is not "Example".
  void publish(std::string_view issuer) {
    const std::string base(issuer);
    provider.answers[base + "/.well-known/openid-configuration"] = [=](const auto&) {
      return Said{200, Json::object()
                           .set("issuer", base)
                           .set("authorization_endpoint", base + "/authorize")
                           .set("token_endpoint", base + "/token")
                           .set("jwks_uri", base + "/keys")
                           .dump()};
    };
    provider.answers[base + "/keys"] = [this](const auto&) {
      return Said{200, Json::object()
                           .set("keys", Json::array().push_back(
                                            test::rsa_jwk(test::provider_key(), provider.kid)))
                           .dump()};
    };
    provider.claims.set("iss", issuer);
  }
  void answer_tokens(const std::string& address) {
    provider.answers[address] = [this](const auto&) {
      return Said{200, provider.token_response().dump()};
    };
  }
  const FakeProvider::Asked& asked_at(std::string_view address) {
    for (const auto& one : provider.asked) {
      if (one.url.starts_with(address)) return one;
    }
    FAIL("nobody asked there");
    return provider.asked.front();
  }
};

}  // namespace

TEST_CASE_METHOD(SocialFixture, "Google: an ID token, and what it leaves open by name") {
  add_social("Google",
             R"({"client_id":"our-id","client_secret":"s","authorize_scopes":"email openid"})",
             R"({"email":"email","birthdate":"birthdays","nickname":"nonsense"})");
  app = make_app(R"(["Google"])");
  publish("https://accounts.google.com");
  answer_tokens("https://www.googleapis.com/oauth2/v4/token");
  provider.answers["https://people.googleapis.com/v1/people/me"] = [](const auto&) {
    return Said{200, R"({"birthdays":"1815-12-10","etag":"x"})"};
  };
  provider.claims.set("email", "ada@gmail.com");
  const Sent out = go_out("Google", "&prompt=select_account");
  CHECK(out.address == "https://accounts.google.com/o/oauth2/v2/auth");
  CHECK(out.get("prompt") == "select_account");
  redeem(come_back(out));
  CHECK(asked_at("https://people.googleapis.com").url ==
        "https://people.googleapis.com/v1/people/me?personFields=birthdays");
  CHECK(attribute("Google_Sub-1", "email") == "ada@gmail.com");
  CHECK(attribute("Google_Sub-1", "birthdate") == "1815-12-10");
  // Its tokens may name it without the scheme; nobody else's may name it so.
  provider.claims.set("iss", "accounts.google.com");
  redeem(sign_in_there("Google"));
  provider.claims.set("iss", "accounts.google.com.evil.example");
  CHECK(refusal_there("Google") == "invalid_request: Bad id_token: it is of another issuer");
}

TEST_CASE_METHOD(SocialFixture,
                 "Apple: the secret is signed, the answer posted, the name told once") {
  const auto key = crypto::EcdsaPrivateKey::generate().value();
  Json details = json(R"({"client_id":"our-id","team_id":"T1","key_id":"K1",
                          "authorize_scopes":"email name"})");
  details.set("private_key", codec::base64_encode(key.to_der().view()));
  add_social("SignInWithApple", details.dump(),
             R"({"email":"email","email_verified":"email_verified","given_name":"firstName"})");
  app = make_app(R"(["SignInWithApple"])");
  publish("https://appleid.apple.com");
  const std::string token_address = "https://appleid.apple.com/auth/token";
  answer_tokens(token_address);
  provider.claims.set("email", "ada@icloud.com").set("email_verified", "true");
  const auto response = browser.get(authorize_path("SignInWithApple"));
  const Sent out = sent_to(response);
  provider.nonce = out.get("nonce");
  CHECK(out.get("response_mode") == "form_post");
  CHECK(test::header_of(response, "Set-Cookie").find("; SameSite=None") != std::string::npos);
  codec::Form answer;
  answer.add("state", out.get("state"))
      .add("code", "their-code")
      .add("user", R"({"name":{"firstName":"Ada","lastName":"L"},"email":"eve@example.com"})");
  redeem(sent_to(browser.post("/oauth2/idpresponse", answer.encode())));

  const auto form = asked_at(token_address).form();
  const auto secret = codec::split_jwt(form.get("client_secret"));
  REQUIRE(secret.ok());
  const std::string point = key.public_point();
  CHECK(crypto::EcdsaPublicKey::from_point(point.substr(0, 32), point.substr(32))
            ->verify_es256_jws(secret->signing_input, secret->signature));
  const Json claims = codec::decode_jwt_object(secret->payload).value();
  CHECK(claims.get_string("iss") == "T1");
  CHECK(claims.get_string("sub") == "our-id");
  CHECK(claims.get_string("aud") == "https://appleid.apple.com");
  CHECK(claims.get_int("exp") > provider.now_s);
  CHECK(codec::decode_jwt_object(secret->header)->get_string("kid") == "K1");
  CHECK(attribute("SignInWithApple_Sub-1", "given_name") == "Ada");
  // F09: what the browser brings beside the token is a name and nothing else.
  CHECK(attribute("SignInWithApple_Sub-1", "email") == "ada@icloud.com");
  CHECK(attribute("SignInWithApple_Sub-1", "email_verified") == "true");
}

TEST_CASE_METHOD(SocialFixture, "Amazon: who somebody is, is asked for") {
  add_social("LoginWithAmazon",
             R"({"client_id":"our-id","client_secret":"s","authorize_scopes":"profile"})",
             R"({"email":"email","name":"name"})");
  app = make_app(R"(["LoginWithAmazon"])");
  provider.answers["https://api.amazon.com/auth/o2/token"] = [](const auto&) {
    return Said{200, R"({"access_token":"Atza|1","token_type":"bearer"})"};
  };
  provider.answers["https://api.amazon.com/user/profile"] = [](const auto&) {
    return Said{200, R"({"user_id":"amzn1.account.A","email":"ada@example.com","name":"Ada"})"};
  };
  const Sent out = go_out("LoginWithAmazon");
  CHECK(out.address == "https://www.amazon.com/ap/oa");
  CHECK(out.get("nonce").empty());
  redeem(come_back(out));
  CHECK(asked_at("https://api.amazon.com/user").headers.get_string("Authorization") ==
        "Bearer Atza|1");
  CHECK(attribute("LoginWithAmazon_amzn1.account.A", "name") == "Ada");
  provider.answers["https://api.amazon.com/user/profile"] = [](const auto&) {
    return Said{200, R"({"email":"ada@example.com"})"};
  };
  CHECK(refusal_there("LoginWithAmazon") ==
        "invalid_request: LoginWithAmazon Error - no id of the user");
}

TEST_CASE_METHOD(SocialFixture,
                 "Facebook: the code goes by GET, the claims are asked for by name") {
  add_social(
      "Facebook",
      R"({"client_id":"our-id","client_secret":"s","authorize_scopes":"public_profile, email",
                 "api_version":"v17.0"})",
      R"({"email":"email","name":"name"})");
  app = make_app(R"(["Facebook"])");
  const std::string token_address = "https://graph.facebook.com/v17.0/oauth/access_token";
  provider.answers[token_address] = [](const auto&) {
    return Said{200, R"({"access_token":"EAA","token_type":"bearer"})"};
  };
  provider.answers["https://graph.facebook.com/v17.0/me"] = [](const auto&) {
    return Said{200, R"({"id":"1234","email":"ada@example.com","name":"Ada"})"};
  };
  const Sent out = go_out("Facebook");
  CHECK(out.address == "https://www.facebook.com/v17.0/dialog/oauth");
  redeem(come_back(out));
  const auto& exchange = asked_at(token_address);
  CHECK(exchange.method == "GET");
  CHECK(exchange.url.find("&client_secret=s") != std::string::npos);
  const std::string asked = asked_at("https://graph.facebook.com/v17.0/me").url;
  for (const auto claim : {"id", "email", "name"}) {
    CHECK(asked.find(claim, asked.find("fields=")) != std::string::npos);
  }
  CHECK(attribute("Facebook_1234", "email") == "ada@example.com");
  CHECK(json(attribute("Facebook_1234", "identities"))
            .as_array()
            .front()
            .get_string("providerType") == "Facebook");
}
