// The host's functions around a sign-in at a provider.
#include "ops/federation_fixture.h"

using namespace postern;
using test::FederationFixture;
using test::json;
using test::object;

namespace {

struct FunctionsFixture : FederationFixture {
  FunctionsFixture() {
    provider.claims.set("email", "ada@example.com");
    record_all();
    record("InboundFederation");
  }
  Json event_of(std::string_view source) {
    for (const Json& event : events) {
      if (event.get_string("triggerSource") == source) return event;
    }
    FAIL("no such event");
    return {};
  }
};

}  // namespace

TEST_CASE_METHOD(FunctionsFixture, "functions are called in the order of the developer guide") {
  redeem(sign_in_there());
  CHECK(sources() ==
        "InboundFederation_ExternalProvider PreSignUp_ExternalProvider "
        "PostConfirmation_ConfirmSignUp TokenGeneration_HostedAuth ");
  redeem(sign_in_there());
  CHECK(sources() ==
        "InboundFederation_ExternalProvider PreAuthentication_Authentication "
        "PostAuthentication_Authentication TokenGeneration_HostedAuth ");
}

TEST_CASE_METHOD(FunctionsFixture, "InboundFederation is shown all the provider said") {
  provider.user_info.set("name", "Ada");
  redeem(sign_in_there());
  const Json event = event_of("InboundFederation_ExternalProvider");
  CHECK(event.get_string("userName") == "Example_Sub-1");
  CHECK(event.find("callerContext")->get_string("clientId") == app);
  const Json& request = *event.find("request");
  CHECK(members(request) == "providerName providerType attributes ");
  CHECK(request.get_string("providerType") == "OIDC");
  const Json& said = *request.find("attributes");
  CHECK(said.find("tokenResponse")->get_string("access_token") == "upstream-access");
  CHECK(said.find("idToken")->get_string("email") == "ada@example.com");
  CHECK(said.find("userInfo")->get_string("name") == "Ada");
  CHECK(attribute("Example_Sub-1", "name") == "Ada");
}

TEST_CASE_METHOD(FunctionsFixture,
                 "InboundFederation replaces all claims or none, and never the user") {
  record("InboundFederation", R"({"userAttributesToMap":{"name":"Countess","sub":"Sub-9"}})");
  redeem(sign_in_there());
  CHECK(attribute("Example_Sub-1", "name") == "Countess");
  CHECK(attribute("Example_Sub-1", "email") == "(none)");
  record("InboundFederation", R"({"userAttributesToMap":{}})");
  redeem(sign_in_there());
  CHECK(attribute("Example_Sub-1", "email") == "ada@example.com");
  record("InboundFederation", R"({"userAttributesToMap":[]})");
  CHECK(refusal_there() == "invalid_request: Unrecognizable lambda output");
}

TEST_CASE_METHOD(FunctionsFixture,
                 "what a function refuses is told to the client, and leaves nobody behind") {
  fail("InboundFederation", "not from there");
  CHECK(refusal_there() == "invalid_request: InboundFederation failed with error not from there.");
  record("InboundFederation");
  fail("PreSignUp", "by invitation");
  CHECK(refusal_there() == "invalid_request: PreSignUp failed with error by invitation.");
  CHECK(refusal("AdminGetUser", for_user("Example_Sub-1")).starts_with("UserNotFoundException"));
  record("PreSignUp");
  redeem(sign_in_there());
  fail("PreAuthentication", "not today");
  CHECK(refusal_there() == "invalid_request: PreAuthentication failed with error not today.");
  record("PreAuthentication");
  fail("PostAuthentication", "not at all");
  CHECK(refusal_there() == "invalid_request: PostAuthentication failed with error not at all.");
  record("PostAuthentication");
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FunctionsFixture, "a new profile stays where PostConfirmation fails") {
  fail("PostConfirmation", "no greeting");
  CHECK(refusal_there() == "invalid_request: PostConfirmation failed with error no greeting.");
  CHECK(status_of("Example_Sub-1") == "EXTERNAL_PROVIDER");
  redeem(sign_in_there());
}

TEST_CASE_METHOD(FunctionsFixture, "PreSignUp may verify the address of a provider's user") {
  record("PreSignUp", R"({"autoConfirmUser":true,"autoVerifyEmail":true})");
  redeem(sign_in_there());
  CHECK(status_of("Example_Sub-1") == "EXTERNAL_PROVIDER");
  CHECK(attribute("Example_Sub-1", "email_verified") == "true");
  const Json event = event_of("PreSignUp_ExternalProvider");
  CHECK(event.get_string("userName") == "Example_Sub-1");
  CHECK(event.find("request")->find("userAttributes")->get_string("email") == "ada@example.com");
}

TEST_CASE_METHOD(FunctionsFixture,
                 "PreSignUp may link the identity to a user, who is then signed in") {
  new_confirmed("ada");
  set("PreSignUp", [this](std::string_view event) -> Result<std::string> {
    run("AdminLinkProviderForUser",
        object("UserPoolId", pool)
            .set("DestinationUser",
                 object("ProviderName", "Cognito", "ProviderAttributeValue", "ada"))
            .set("SourceUser", object("ProviderName", "Example", "ProviderAttributeName",
                                      "Cognito_Subject", "ProviderAttributeValue", "Sub-1")));
    return std::string(event);
  });
  events.clear();
  const Json id = claims_of(redeem(sign_in_there()).get_string("id_token"));
  CHECK(id.get_string("cognito:username") == "ada");
  // Who they are signed in as has a say.
  CHECK(sources() ==
        "InboundFederation_ExternalProvider PreAuthentication_Authentication "
        "PostAuthentication_Authentication TokenGeneration_HostedAuth ");
  CHECK(refusal("AdminGetUser", for_user("Example_Sub-1")).starts_with("UserNotFoundException"));
}
