// Links between users of a pool and identities of other providers, through the API.
#include "codec/jwt_text.h"
#include "ops/auth_fixture.h"

using namespace postern;
using test::AuthFixture;
using test::json;
using test::object;

namespace {

struct LinkFixture : AuthFixture {
  LinkFixture() {
    create_provider("Google", "Google",
                    R"({"client_id":"id","client_secret":"s","authorize_scopes":"openid"})");
    create_provider("Example", "OIDC", R"({"client_id":"id","authorize_scopes":"openid",
        "oidc_issuer":"https://idp.example","attributes_request_method":"GET"})");
    for (const auto name : {"ada", "bob"}) {
      run("AdminCreateUser", for_user(name, "MessageAction", "SUPPRESS"));
      run("AdminSetUserPassword",
          for_user(name, "Password", test::kPassword).set("Permanent", true));
    }
  }

  void create_provider(std::string_view name, std::string_view type, std::string_view details) {
    Json request = object("UserPoolId", pool, "ProviderName", name, "ProviderType", type);
    request.set("ProviderDetails", json(details))
        .set("AttributeMapping", json(R"({"email":"email"})"));
    run("CreateIdentityProvider", request);
  }
  static Json identity(std::string_view provider, std::string_view value,
                       std::string_view attribute = "Cognito_Subject") {
    return object("ProviderName", provider, "ProviderAttributeName", attribute,
                  "ProviderAttributeValue", value);
  }
  Json link_request(std::string_view username, Json source) {
    return object("UserPoolId", pool)
        .set("DestinationUser",
             object("ProviderName", "Cognito", "ProviderAttributeValue", username))
        .set("SourceUser", std::move(source));
  }
  void link(std::string_view username, Json source) {
    run("AdminLinkProviderForUser", link_request(username, std::move(source)));
  }
  std::string link_refusal(std::string_view username, Json source) {
    return refusal("AdminLinkProviderForUser", link_request(username, std::move(source)));
  }
  Json disable_request(Json user) {
    return object("UserPoolId", pool).set("User", std::move(user));
  }
  std::vector<std::string> linked_ids(std::string_view username) {
    std::vector<std::string> ids;
    const std::string stored = attribute(username, "identities");
    if (stored == "(none)") return ids;
    const Json list = json(stored);
    for (const Json& one : list.as_array()) ids.emplace_back(one.get_string("userId"));
    return ids;
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(LinkFixture, "a linked identity is shown with the user and in the ID token") {
  link("ada", identity("Google", "1234"));
  const Json listed = json(attribute("ada", "identities"));
  const Json& entry = listed.as_array().front();
  CHECK(entry.get_string("providerName") == "Google");
  CHECK(entry.get_string("providerType") == "Google");
  CHECK(entry.find("issuer")->is_null());
  CHECK_FALSE(entry.find("primary")->as_bool());
  CHECK(entry.get_int("dateCreated") == clock->now_us() / 1'000);
  const Json tokens = sign_in("ada");
  const auto parts = codec::split_jwt(tokens.get_string("IdToken"));
  REQUIRE(parts.ok());
  const auto claims = codec::decode_jwt_object(parts->payload);
  REQUIRE(claims.ok());
  const Json claim = claims->find("identities")->as_array().front();
  CHECK(claim.get_string("primary") == "false");
  CHECK(claim.get_string("dateCreated") == std::to_string(entry.get_int("dateCreated")));
}

TEST_CASE_METHOD(LinkFixture, "an identity is one user's") {
  link("ada", identity("Google", "1234"));
  CHECK(link_refusal("ada", identity("Google", "1234")) ==
        "InvalidParameterException: SourceUser is already linked to DestinationUser");
  CHECK(link_refusal("bob", identity("Google", "1234")).starts_with("AliasExistsException: "));
  link("bob", identity("Google", "12345"));
  link("bob", identity("Example", "1234"));
  CHECK(linked_ids("bob") == Ids{"12345", "1234"});
}

TEST_CASE_METHOD(LinkFixture, "a source is another provider's user, named as its type allows") {
  CHECK(link_refusal("ada", identity("Cognito", "bob"))
            .starts_with("InvalidParameterException: Invalid SourceUser: Cognito users"));
  CHECK(link_refusal("ada", identity("Google", "a@example.com", "email"))
            .starts_with("InvalidParameterException: Invalid SourceUser: ProviderAttributeName"));
  CHECK(link_refusal("ada", identity("Example", "x", "name"))
            .starts_with("InvalidParameterException: Invalid SourceUser: ProviderAttributeName"));
  CHECK(link_refusal("ada", identity("Unknown", "x")) ==
        "ResourceNotFoundException: Identity provider Unknown does not exist.");
  CHECK(link_refusal("ada", identity("Google", ""))
            .starts_with("InvalidParameterException: Invalid SourceUser: "));
  link("ada", identity("Example", "a@example.com", "email"));
}

TEST_CASE_METHOD(LinkFixture, "a destination is a user of the pool") {
  CHECK(link_refusal("nobody", identity("Google", "1")) ==
        "UserNotFoundException: User does not exist.");
  link("ada", identity("Google", "1"));
  // By the identity that is linked already.
  Json request = link_request("", identity("Example", "2"));
  request.set("DestinationUser", identity("Google", "1"));
  run("AdminLinkProviderForUser", request);
  CHECK(linked_ids("ada") == Ids{"1", "2"});
}

TEST_CASE_METHOD(LinkFixture, "a user has at most five links") {
  for (const auto id : {"1", "2", "3", "4", "5"}) link("ada", identity("Google", id));
  CHECK(link_refusal("ada", identity("Google", "6")) ==
        "LimitExceededException: A user has at most 5 linked identities.");
  run("AdminDisableProviderForUser", disable_request(identity("Google", "3")));
  link("ada", identity("Google", "6"));
  CHECK(linked_ids("ada") == Ids{"1", "2", "4", "5", "6"});
}

TEST_CASE_METHOD(LinkFixture, "users of a provider are linked by at most five attributes") {
  Json mapping = json(R"({"email":"a","name":"b","nickname":"c","profile":"d","website":"e"})");
  run("UpdateIdentityProvider",
      object("UserPoolId", pool, "ProviderName", "Example").set("AttributeMapping", mapping));
  for (const auto name : {"email", "name", "nickname", "profile"}) {
    link("ada", identity("Example", "x", name));
  }
  link("bob", identity("Example", "x"));
  CHECK(link_refusal("bob", identity("Example", "x", "website")) ==
        "LimitExceededException: Users of an identity provider are linked by at most 5 "
        "attributes.");
  link("bob", identity("Example", "y", "nickname"));
}

TEST_CASE_METHOD(LinkFixture, "a link is taken away by the values it was made with") {
  link("ada", identity("Example", "a@example.com", "email"));
  CHECK(refusal("AdminDisableProviderForUser",
                disable_request(identity("Example", "a@example.com"))) ==
        "UserNotFoundException: User does not exist.");
  run("AdminDisableProviderForUser",
      disable_request(identity("Example", "a@example.com", "email")));
  CHECK(attribute("ada", "identities") == "(none)");
  link("bob", identity("Example", "a@example.com", "email"));
}

TEST_CASE_METHOD(LinkFixture, "a deleted user leaves no link behind") {
  link("ada", identity("Google", "1"));
  run("AdminDeleteUser", for_user("ada"));
  link("bob", identity("Google", "1"));
  CHECK(linked_ids("bob") == Ids{"1"});
}

TEST_CASE_METHOD(LinkFixture, "a local user whose own provider is disabled has no password") {
  sign_in("ada");
  run("AdminDisableProviderForUser", disable_request(identity("Cognito", "ada")));
  CHECK(sign_in_refusal("ada", test::kPassword) == test::kNotAuthorized);
  run("AdminSetUserPassword", for_user("ada", "Password", test::kPassword).set("Permanent", true));
  sign_in("ada");
  CHECK(refusal("AdminDisableProviderForUser",
                disable_request(identity("Cognito", "ada", "username"))) ==
        "InvalidParameterException: Invalid User: ProviderAttributeName must be "
        "Cognito_Subject.");
}

TEST_CASE_METHOD(LinkFixture, "A01: nobody writes identities but by linking") {
  CHECK(refusal("AdminUpdateUserAttributes",
                for_user("ada").set("UserAttributes", test::attributes("identities", "[]")))
            .starts_with("InvalidParameterException: "));
  link("ada", identity("Google", "1"));
}

TEST_CASE_METHOD(LinkFixture, "F16: nobody takes the name a provider's user will have") {
  const auto create = [&](std::string_view name) {
    return outcome("AdminCreateUser", for_user(name, "MessageAction", "SUPPRESS"));
  };
  CHECK(outcome("SignUp", sign_up_request("Google_1234")) ==
        "InvalidParameterException: Username cannot begin with Google_, as those of an identity "
        "provider of the user pool do.");
  CHECK(create("Example_x").starts_with("InvalidParameterException: "));
  CHECK(create("google_1234") == "");  // The pool tells cases apart.
  CHECK(create("Googles") == "");
  CHECK(create("Other_1234") == "");
  const std::string folding = make_pool(R"({"UsernameConfiguration":{"CaseSensitive":false}})");
  Json provider = object("UserPoolId", folding, "ProviderName", "Google", "ProviderType", "Google");
  provider.set("ProviderDetails",
               json(R"({"client_id":"id","client_secret":"s","authorize_scopes":"openid"})"));
  run("CreateIdentityProvider", provider);
  CHECK(refusal("AdminCreateUser",
                object("UserPoolId", folding, "Username", "gOOGLE_1", "MessageAction", "SUPPRESS"))
            .starts_with("InvalidParameterException: "));
}
