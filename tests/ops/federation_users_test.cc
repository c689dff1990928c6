// Which user of the pool a provider's user is, and which attributes they bring.
#include "ops/federation_fixture.h"

using namespace postern;
using test::FederationFixture;
using test::json;
using test::object;
using test::Sent;
using test::sent_to;

namespace {

struct VerifiedFixture : FederationFixture {
  VerifiedFixture()
      : FederationFixture("{}", R"({"email":"email","email_verified":"email_verified"})") {}
};

struct CustomFixture : FederationFixture {
  CustomFixture()
      : FederationFixture(R"({"Schema":[
            {"Name":"tenant","AttributeDataType":"String","Mutable":false},
            {"Name":"roles","AttributeDataType":"String","Mutable":true},
            {"Name":"level","AttributeDataType":"Number","Mutable":true}]})",
                          R"({"custom:roles":"roles","custom:level":"level","address":"address",
                              "picture":"picture"})") {}
};

struct FoldingFixture : FederationFixture {
  FoldingFixture() : FederationFixture(R"({"UsernameConfiguration":{"CaseSensitive":false}})") {}
};

struct EmailNameFixture : FederationFixture {
  EmailNameFixture()
      : FederationFixture(
            R"({"UsernameAttributes":["email"],"AutoVerifiedAttributes":["email"]})") {}
};

std::string sub_of(const Json& tokens) {
  return std::string(FederationFixture::claims_of(tokens.get_string("id_token")).get_string("sub"));
}

}  // namespace

TEST_CASE_METHOD(FederationFixture,
                 "F02: a provider's user is known by the provider's id and never by an address") {
  provider.claims.set("email", "ada@example.com");
  const std::string first = sub_of(redeem(sign_in_there()));
  provider.sub = "Sub-2";
  CHECK(sub_of(redeem(sign_in_there())) != first);
  provider.sub = "Sub-1";
  provider.claims.set("email", "other@example.com");
  CHECK(sub_of(redeem(sign_in_there())) == first);
}

TEST_CASE_METHOD(FederationFixture, "sign-ins at a provider are among what the user did") {
  run("UpdateUserPool",
      test::for_pool(pool, R"({"AutoVerifiedAttributes":["email"],"UserPoolTier":"PLUS",
                         "UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT"}})"));
  redeem(sign_in_there());
  const std::string name = "Example_Sub-1";
  run("AdminDisableUser", for_user(name));
  CHECK(refusal_there() == "invalid_request: User is not enabled");
  const Json answer = run("AdminListUserAuthEvents", for_user(name));
  const auto& events = answer.find("AuthEvents")->as_array();
  REQUIRE(events.size() == 2);
  CHECK(events[0].get_string("EventResponse") == "Fail");
  CHECK(events[1].get_string("EventResponse") == "Pass");
  CHECK(events[1].get_string("EventType") == "SignIn");
  CHECK(events[1].find("EventContextData")->get_string("IpAddress") == "203.0.113.7");
}

TEST_CASE_METHOD(FederationFixture,
                 "an address that is shut out signs nobody in at a provider either") {
  run("UpdateUserPool",
      test::for_pool(pool, R"({"AutoVerifiedAttributes":["email"],"UserPoolTier":"PLUS",
                               "UserPoolAddOns":{"AdvancedSecurityMode":"ENFORCED"}})"));
  const auto block = [&](std::string_view range) {
    run("SetRiskConfiguration",
        test::for_pool(pool, R"({"RiskExceptionConfiguration":{"BlockedIPRangeList":[")" +
                                 std::string(range) + R"("]}})"));
  };
  block("203.0.113.0/24");
  CHECK(refusal_there() == "invalid_request: Unable to login because of security reasons.");
  block("192.0.2.0/24");
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FederationFixture, "F02: two providers' users of one id are two") {
  const std::string first = sub_of(redeem(sign_in_there()));
  add_provider("Second", "{}");
  app = make_app(R"(["Second"])");
  CHECK(sub_of(redeem(sign_in_there("Second"))) != first);
}

TEST_CASE_METHOD(
    EmailNameFixture,
    "F03: a provider's user takes nobody's sign-in name and is given nobody's account") {
  run("SignUp",
      object("ClientId", client, "Username", "ada@example.com", "Password", test::kPassword));
  const std::string local = attribute("ada@example.com", "sub");
  provider.claims.set("email", "ada@example.com");
  const std::string federated = sub_of(redeem(sign_in_there()));
  CHECK(federated != local);
  run("ConfirmSignUp",
      object("ClientId", client, "Username", "ada@example.com", "ConfirmationCode", inbox.code()));
  sign_in("ada@example.com");
  CHECK(attribute("ada@example.com", "sub") == local);
  CHECK(attribute("Example_Sub-1", "sub") == federated);
}

TEST_CASE_METHOD(EmailNameFixture,
                 "F17: who signs up after a provider's user of the same address has the name") {
  provider.claims.set("email", "ada@example.com");
  redeem(sign_in_there());
  run("SignUp",
      object("ClientId", client, "Username", "ada@example.com", "Password", test::kPassword));
  CHECK(status_of("ada@example.com") == "UNCONFIRMED");
  // A password makes a local user of the other, too, whose name is taken by then.
  CHECK(refusal("AdminSetUserPassword",
                for_user("Example_Sub-1", "Password", test::kPassword).set("Permanent", true))
            .starts_with("AliasExistsException"));
  run("AdminDeleteUser", for_user("ada@example.com"));
  run("AdminSetUserPassword",
      for_user("Example_Sub-1", "Password", test::kPassword).set("Permanent", true));
  sign_in("ada@example.com");
}

TEST_CASE_METHOD(
    FederationFixture,
    "F17: of two first sign-ins at once one makes the user, and both are that user's") {
  std::string inner;
  test::FakeBrowser other(*this);
  set("PreSignUp", [&](std::string_view event) -> Result<std::string> {
    if (inner.empty()) {
      inner = "under way";
      const std::string nonce = provider.nonce;
      const Sent out = sent_to(other.get(authorize_path()));
      provider.nonce = out.get("nonce");
      inner = sub_of(redeem(sent_to(other.get(back_path(out.get("state"))))));
      provider.nonce = nonce;
    }
    return std::string(event);
  });
  CHECK(sub_of(redeem(sign_in_there())) == inner);
}

TEST_CASE_METHOD(FederationFixture,
                 "F16: a local user who had the name first is not signed in to") {
  run("DeleteIdentityProvider", object("UserPoolId", pool, "ProviderName", "Example"));
  new_user(pool, "Example_Sub-1");
  add_provider("Example", "{}");
  CHECK(refusal_there() == "invalid_request: Already found an entry for username Example_Sub-1");
  provider.sub = "Sub-2";
  redeem(sign_in_there());
}

TEST_CASE("F16: nobody has a name of a provider's users for an alias") {
  FederationFixture one(R"({"AliasAttributes":["preferred_username"]})");
  one.new_user(one.pool, "ada");
  const auto update = [&](std::string_view value) {
    return one.outcome(
        "AdminUpdateUserAttributes",
        one.for_user("ada").set("UserAttributes", test::attributes("preferred_username", value)));
  };
  CHECK(update("Example_Sub-1").starts_with("InvalidParameterException: "));
  CHECK(update("Ada") == "");
  one.redeem(one.sign_in_there());
}

TEST_CASE_METHOD(FoldingFixture,
                 "a pool that tells no cases apart has its providers' users in lower case") {
  redeem(sign_in_there());
  CHECK(status_of("example_sub-1") == "EXTERNAL_PROVIDER");
  CHECK(get_user("Example_SUB-1").get_string("Username") == "example_sub-1");
  redeem(sign_in_there());
  // The provider tells them apart: another's account is not theirs.
  provider.sub = "sub-1";
  CHECK(refusal_there() == "invalid_request: Already found an entry for username example_sub-1");
}

TEST_CASE_METHOD(FederationFixture,
                 "a provider's user who is given a password signs in both ways") {
  redeem(sign_in_there());
  run("AdminSetUserPassword",
      for_user("Example_Sub-1", "Password", test::kPassword).set("Permanent", true));
  CHECK(status_of("Example_Sub-1") == "CONFIRMED");
  sign_in("Example_Sub-1");
  const std::string sub = attribute("Example_Sub-1", "sub");
  CHECK(sub_of(redeem(sign_in_there())) == sub);
}

TEST_CASE_METHOD(FederationFixture, "a linked identity signs in as the user it is linked to") {
  new_confirmed("ada");
  run("AdminLinkProviderForUser",
      object("UserPoolId", pool)
          .set("DestinationUser",
               object("ProviderName", "Cognito", "ProviderAttributeValue", "ada"))
          .set("SourceUser", object("ProviderName", "Example", "ProviderAttributeName",
                                    "Cognito_Subject", "ProviderAttributeValue", "Sub-1")));
  const Json tokens = redeem(sign_in_there());
  const Json id = claims_of(tokens.get_string("id_token"));
  CHECK(id.get_string("cognito:username") == "ada");
  CHECK(id.find("identities")->as_array().front().get_string("primary") == "false");
  CHECK_FALSE(id.contains("cognito:groups"));
  CHECK(status_of("ada") == "CONFIRMED");
  sign_in("ada");
  CHECK(refusal("AdminGetUser", for_user("Example_Sub-1")).starts_with("UserNotFoundException"));
  run("AdminDisableUser", for_user("ada"));
  CHECK(refusal_there() == "invalid_request: User is not enabled");
  run("AdminEnableUser", for_user("ada"));
  run("AdminDisableProviderForUser",
      object("UserPoolId", pool)
          .set("User", object("ProviderName", "Example", "ProviderAttributeName", "Cognito_Subject",
                              "ProviderAttributeValue", "Sub-1")));
  CHECK(sub_of(redeem(sign_in_there())) != id.get_string("sub"));
}

TEST_CASE_METHOD(FederationFixture,
                 "an identity that an administrator linked by an attribute signs in so") {
  new_confirmed("ada");
  run("AdminLinkProviderForUser",
      object("UserPoolId", pool)
          .set("DestinationUser",
               object("ProviderName", "Cognito", "ProviderAttributeValue", "ada"))
          .set("SourceUser", object("ProviderName", "Example", "ProviderAttributeName", "email",
                                    "ProviderAttributeValue", "ada@corp.example")));
  provider.claims.set("email", "ada@corp.example");
  CHECK(sub_of(redeem(sign_in_there())) == attribute("ada", "sub"));
  provider.claims.set("email", "bob@corp.example");
  CHECK(sub_of(redeem(sign_in_there())) != attribute("ada", "sub"));
}

TEST_CASE_METHOD(FederationFixture, "F03: a link leads to no user who has yet to confirm") {
  run("SignUp", sign_up_request("ada", "ada@example.com"));
  run("AdminLinkProviderForUser",
      object("UserPoolId", pool)
          .set("DestinationUser",
               object("ProviderName", "Cognito", "ProviderAttributeValue", "ada"))
          .set("SourceUser", object("ProviderName", "Example", "ProviderAttributeName",
                                    "Cognito_Subject", "ProviderAttributeValue", "Sub-1")));
  CHECK(refusal_there() == "invalid_request: User is not confirmed.");
  run("AdminConfirmSignUp", for_user("ada"));
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FederationFixture,
                 "F15: an address is unverified unless the mapping says otherwise") {
  provider.claims.set("email", "ada@example.com").set("email_verified", true);
  redeem(sign_in_there());
  CHECK(attribute("Example_Sub-1", "email_verified") == "false");
  run("AdminUpdateUserAttributes",
      for_user("Example_Sub-1").set("UserAttributes", test::attributes("email_verified", "true")));
  redeem(sign_in_there());
  CHECK(attribute("Example_Sub-1", "email_verified") == "true");
  provider.claims.set("email", "eve@example.com");
  redeem(sign_in_there());
  CHECK(attribute("Example_Sub-1", "email_verified") == "false");
}

TEST_CASE_METHOD(VerifiedFixture, "F01: an address is verified by true alone") {
  provider.claims.set("email", "ada@example.com");
  for (const char* value : {"false", "\"true\"", "1", "\"false\"", "[true]"}) {
    CAPTURE(value);
    provider.claims.set("email_verified", Json::parse(value).value());
    redeem(sign_in_there());
    CHECK(attribute("Example_Sub-1", "email_verified") == "false");
  }
  provider.claims.set("email_verified", true);
  redeem(sign_in_there());
  CHECK(attribute("Example_Sub-1", "email_verified") == "true");
}

TEST_CASE_METHOD(CustomFixture, "claims become text: lists, numbers and objects") {
  provider.claims = json(R"({"roles":["a b","c,d"],"level":3,"address":{"formatted":"1 Main St"},
                             "picture":{"data":{"url":"https://x.example"}}})");
  redeem(sign_in_there());
  CHECK(attribute("Example_Sub-1", "custom:roles") == "[a%20b,c%2Cd]");
  CHECK(attribute("Example_Sub-1", "custom:level") == "3");
  CHECK(attribute("Example_Sub-1", "address") == "1 Main St");
  CHECK(attribute("Example_Sub-1", "picture") == R"({"data":{"url":"https://x.example"}})");
}

TEST_CASE_METHOD(
    CustomFixture,
    "F15: an attribute that cannot be changed refuses the second sign-in, as at Cognito") {
  run("UpdateIdentityProvider",
      object("UserPoolId", pool, "ProviderName", "Example")
          .set("AttributeMapping", json(R"({"custom:tenant":"tenant"})")));
  provider.claims.set("tenant", "one");
  redeem(sign_in_there());
  CHECK(refusal_there() == "invalid_request: user.custom:tenant: Attribute cannot be updated.");
  CHECK(attribute("Example_Sub-1", "custom:tenant") == "one");
  run("UpdateIdentityProvider", object("UserPoolId", pool, "ProviderName", "Example")
                                    .set("AttributeMapping", Json::object()));
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FederationFixture,
                 "F15: attributes that the client may not write are not mapped through it") {
  provider.claims.set("email", "ada@example.com").set("name", "Ada");
  app = make_app(R"(["Example"])", R"({"WriteAttributes":["email"]})");
  CHECK(refusal_there() == "invalid_request: A client attempted to write unauthorized attribute");
  app = make_app(R"(["Example"])", R"({"WriteAttributes":["email","name"]})");
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FederationFixture,
                 "F15: an address that is none is refused, and changes nothing") {
  provider.claims.set("email", "ada@example.com");
  redeem(sign_in_there());
  provider.claims.set("email", "no address").set("name", "Ada");
  CHECK(refusal_there() == "invalid_request: Invalid email address format.");
  CHECK(attribute("Example_Sub-1", "email") == "ada@example.com");
  CHECK(attribute("Example_Sub-1", "name") == "(none)");
}

TEST_CASE_METHOD(FederationFixture,
                 "a level that the provider vouches for is the pool's by its mapping") {
  run("UpdateIdentityProvider", object("UserPoolId", pool, "ProviderName", "Example")
                                    .set("AcrMapping", json(R"({"Level3":"gold"})")));
  const std::string more = "&acr_values=urn%3Acognito%3Aloa%3A3";
  CHECK(go_out("Example", more).get("acr_values") == "gold");
  const auto acr = [&] {
    const Json id = claims_of(redeem(sign_in_there("Example", more)).get_string("id_token"));
    CHECK(id.find("amr")->as_array() == Json::Array{Json("fed")});
    return std::string(id.get_string("acr"));
  };
  provider.claims.set("acr", "gold");
  CHECK(acr() == "urn:cognito:loa:3");
  provider.claims.set("acr", "silver");
  CHECK(acr() == "urn:cognito:loa:1");
  CHECK_FALSE(claims_of(redeem(sign_in_there()).get_string("id_token")).contains("acr"));
}

TEST_CASE_METHOD(FederationFixture,
                 "F16: renaming makes nobody a provider's user, nor a provider's user another") {
  new_confirmed("ada");
  const auto rename = [&](std::string_view from, std::string_view to) {
    return outcome("postern:RenameUser", for_user(from, "NewUsername", to));
  };
  CHECK(rename("ada", "Example_Sub-1").starts_with("InvalidParameterException: Username cannot"));
  redeem(sign_in_there());
  CHECK(rename("Example_Sub-1", "bob") ==
        "InvalidParameterException: The username of a provider's user follows from its identity.");
  CHECK(rename("ada", "bob") == "");
}

TEST_CASE_METHOD(EmailNameFixture, "a store with providers' users is whole") {
  provider.claims.set("email", "ada@example.com");
  redeem(sign_in_there());
  run("SignUp",
      object("ClientId", client, "Username", "ada@example.com", "Password", test::kPassword));
  redeem(sign_in_there());
  CHECK(run("postern:CheckStore", Json::object()).find("Findings")->empty());
}
