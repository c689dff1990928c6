// The service model and its constraints: what a request must look like, and the service's own words
// for what is wrong with it.
#include "ops/validate.h"

#include "codec/pattern.h"
#include "ops/model/tables.h"

using postern::Errc;
using postern::Json;
using namespace postern::ops;

namespace {

constexpr std::string_view kIdp = "cognito-idp";
constexpr std::string_view kIdentity = "cognito-identity";

postern::Status check(std::string_view service, std::string_view operation,
                      std::string_view request) {
  const model::OperationModel* row = model::find_operation(service, operation);
  REQUIRE(row != nullptr);
  auto parsed = Json::parse(request);
  INFO(request);
  REQUIRE(parsed.ok());
  return validate(*row, *parsed);
}

bool accepts(std::string_view operation, std::string_view request) {
  return check(kIdp, operation, request).ok();
}

// "Code: message" of the refusal; empty if there is none.
std::string refusal(std::string_view service, std::string_view operation,
                    std::string_view request) {
  const auto status = check(service, operation, request);
  if (status.ok()) return "";
  CHECK(status.error().errc == Errc::rejected);
  return status.error().code + ": " + status.error().message;
}

std::string broken(std::string_view operation, std::string_view request) {
  return refusal(kIdp, operation, request);
}

std::string one(std::string_view sentence) {
  std::string out = "InvalidParameterException: 1 validation error detected: ";
  return out += sentence;
}

std::string text_of(std::size_t size, char c = 'x') {
  return std::string(size, c);
}

}  // namespace

TEST_CASE("the model holds every operation of both services, found by name", "[ops][model]") {
  int idp = 0;
  int identity = 0;
  for (const model::OperationModel& row : model::operations()) {
    CHECK(model::find_operation(row.service, row.name) == &row);
    CHECK(row.input->type == model::Type::structure);
    (row.service == kIdp ? idp : identity) += 1;
  }
  CHECK(idp == 140);
  CHECK(identity == 23);
  CHECK(model::find_operation(kIdp, "NoSuchOperation") == nullptr);
  CHECK(model::find_operation(kIdp, "") == nullptr);
  CHECK(model::find_operation(kIdentity, "SignUp") == nullptr);
  CHECK(model::find_operation("", "SignUp") == nullptr);
}

TEST_CASE("the model says who may call an operation and whether it answers", "[ops][model]") {
  using model::AuthKind;
  const auto row = [](std::string_view name) { return *model::find_operation(kIdp, name); };
  CHECK(row("SignUp").auth == AuthKind::unauthenticated);
  CHECK(row("GetUser").auth == AuthKind::access_token);
  CHECK(row("AssociateSoftwareToken").auth == AuthKind::access_token_or_session);
  CHECK(row("AdminCreateUser").auth == AuthKind::sigv4);
  CHECK(row("RevokeToken").auth == AuthKind::refresh_token);
  CHECK(row("RespondToAuthChallenge").auth == AuthKind::session);
  CHECK(row("AdminCreateUser").has_output);
  CHECK_FALSE(row("AdminDeleteUser").has_output);
}

TEST_CASE("every pattern of the model compiles", "[ops][model]") {
  CHECK(model::kPatterns.size() > 30);
  for (const model::PatternText& text : model::kPatterns) {
    INFO(text.published);
    CHECK(postern::codec::Pattern::compile(text.expression).ok());
  }
}

TEST_CASE("the rewritten look-behind keeps its language", "[ops][model]") {
  for (const model::PatternText& text : model::kPatterns) {
    if (text.published == text.expression) continue;
    const auto pattern = postern::codec::Pattern::compile(text.expression);
    for (const std::string_view yes : {"", "a", "a.b", ".-_", "bucket.name-1"}) {
      CHECK(pattern->matches(yes));
    }
    for (const std::string_view no : {".", "a.", "a b", "a..", "\u00e9"}) {
      CHECK_FALSE(pattern->matches(no));
    }
  }
}

TEST_CASE("a legal request passes, with members nobody knows and with nulls", "[ops][validate]") {
  CHECK(accepts("SignUp", R"({"ClientId":"abc123","Username":"jos\u00e9","Password":"Secret-1",
      "UserAttributes":[{"Name":"email","Value":"a@b.c"}],"ClientMetadata":{"k":"v"},
      "Unknown":[1,2,3],"SecretHash":null})"));
  CHECK(accepts("ListUserPools", R"({"MaxResults":60})"));
  CHECK(check(kIdentity, "GetId", R"({"IdentityPoolId":"us-east-1:00aa-11"})").ok());
}

TEST_CASE("A13: members nobody knows are taken away, at every depth, and all others stay",
          "[ops][validate]") {
  const auto known_of = [](std::string_view operation, std::string_view request) {
    Json parsed = *Json::parse(request);
    drop_unknown_members(*model::find_operation(kIdp, operation), parsed);
    return parsed.dump();
  };
  CHECK(known_of("InitiateAuth",
                 R"({"ContextData":{"IpAddress":"192.0.2.1"},"ClientId":"c","AuthParameters":)"
                 R"({"ANY_NAME":"x"},"clientId":1,"UserContextData":{"IpAddress":"a","X":{}}})") ==
        R"({"ClientId":"c","AuthParameters":{"ANY_NAME":"x"},)"
        R"("UserContextData":{"IpAddress":"a"}})");
  CHECK(known_of("SignUp", R"({"UserAttributes":[{"Name":"a","Value":"b","Verified":"true"}]})") ==
        R"({"UserAttributes":[{"Name":"a","Value":"b"}]})");
  const std::string_view whole =
      R"({"UserPoolId":"p","Settings":{"any":["thing",{"at":null}]},"ClientId":null})";
  CHECK(known_of("CreateManagedLoginBranding", whole) == whole);
}

TEST_CASE("an entry of AuthParameters that is null is left out, one of a wrong type is not",
          "[ops][validate]") {
  const auto request = [](std::string_view value) {
    return R"({"AuthFlow":"USER_SRP_AUTH","ClientId":"abc","AuthParameters":{"DEVICE_KEY":)" +
           std::string(value) + "}}";
  };
  CHECK(accepts("InitiateAuth", request("null")));
  CHECK_FALSE(accepts("InitiateAuth", request("7")));
}

TEST_CASE("a missing member is reported as null", "[ops][validate]") {
  CHECK(broken("DescribeUserPool", "{}") ==
        one("Value at 'userPoolId' failed to satisfy constraint: Member must not be null"));
  CHECK(broken("DescribeUserPool", R"({"UserPoolId":null})") ==
        one("Value at 'userPoolId' failed to satisfy constraint: Member must not be null"));
}

TEST_CASE("a pattern is quoted as the service quotes it", "[ops][validate]") {
  CHECK(broken("DescribeUserPool", R"({"UserPoolId":"x"})") ==
        one("Value 'x' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular "
            "expression pattern: [\\w-]+_[0-9a-zA-Z]+"));
  CHECK(accepts("DescribeUserPool", R"({"UserPoolId":"us-east-1_AbC123"})"));
}

TEST_CASE("U07: lengths count code points, and the limit itself passes", "[ops][validate]") {
  const auto request = [](const std::string& group) {
    return R"({"UserPoolId":"r_1","GroupName":")" + group + "\"}";
  };
  std::string wide;
  for (int i = 0; i < 128; ++i) wide += "\U00010400";
  CHECK(accepts("CreateGroup", request(wide)));
  CHECK(accepts("CreateGroup", request(text_of(128))));
  const std::string group = text_of(129);
  std::string expected = "Value '" + group + "' at 'groupName' failed to satisfy constraint: ";
  expected += "Member must have length less than or equal to 128";
  CHECK(broken("CreateGroup", request(group)) == one(expected));
}

TEST_CASE("numbers are bounded by value", "[ops][validate]") {
  CHECK(broken("ListUserPools", R"({"MaxResults":0})") ==
        one("Value '0' at 'maxResults' failed to satisfy constraint: Member must have value "
            "greater than or equal to 1"));
  CHECK(broken("ListUserPools", R"({"MaxResults":61})") ==
        one("Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less "
            "than or equal to 60"));
  CHECK(accepts("ListUserPools", R"({"MaxResults":1})"));
}

TEST_CASE("an enumeration names its values", "[ops][validate]") {
  CHECK(
      broken("AdminCreateUser", R"({"UserPoolId":"r_1","Username":"u","MessageAction":"SEND"})") ==
      one("Value 'SEND' at 'messageAction' failed to satisfy constraint: Member must satisfy "
          "enum value set: [RESEND, SUPPRESS]"));
  CHECK(accepts("AdminCreateUser",
                R"({"UserPoolId":"r_1","Username":"u","MessageAction":"RESEND"})"));
}

TEST_CASE("several broken constraints make one error", "[ops][validate]") {
  CHECK(broken("AdminGetUser", R"({"UserPoolId":"x"})") ==
        "InvalidParameterException: 2 validation errors detected: Value 'x' at 'userPoolId' failed "
        "to satisfy constraint: Member must satisfy regular expression pattern: "
        "[\\w-]+_[0-9a-zA-Z]+; Value at 'username' failed to satisfy constraint: Member must not "
        "be null");
}

TEST_CASE("values of sensitive members are left out, at every depth", "[ops][validate]") {
  const std::string attributes =
      broken("SignUp", R"({"ClientId":"a","Username":"u v","Password":"Secret-1",
                    "UserAttributes":[{"Name":"email","Value":"a@b.c"},
                                      {"Name":"a name of more than 32 characters"}]})");
  CHECK(attributes ==
        "InvalidParameterException: 2 validation errors detected: Value at 'username' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: "
        "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+; Value 'a name of more than 32 characters' at "
        "'userAttributes.2.member.name' failed to satisfy constraint: Member must have length less "
        "than or equal to 32");

  std::string session = broken("RespondToAuthChallenge", R"({"ClientId":"a","Session":"hush",
      "ChallengeName":"PASSWORD_VERIFIER"})");
  CHECK(session == one("Value at 'session' failed to satisfy constraint: Member must have length "
                       "greater than or equal to 20"));
}

TEST_CASE("nested structures have dotted paths", "[ops][validate]") {
  CHECK(broken("CreateUserPool",
               R"({"PoolName":"p","Policies":{"PasswordPolicy":{"MinimumLength":5}}})") ==
        one("Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: "
            "Member must have value greater than or equal to 6"));
  CHECK(
      broken("CreateUserPool", R"({"PoolName":"p","Schema":[{"Name":"abcdefghijklmnopqrstu"}]})") ==
      one("Value 'abcdefghijklmnopqrstu' at 'schema.1.member.name' failed to satisfy constraint: "
          "Member must have length less than or equal to 20"));
}

TEST_CASE("scalars of a list are reported together, with all their constraints",
          "[ops][validate]") {
  CHECK(
      broken("CreateUserPool", R"({"PoolName":"p","AutoVerifiedAttributes":["email","phone"]})") ==
      one("Value '[email, phone]' at 'autoVerifiedAttributes' failed to satisfy constraint: "
          "Member must satisfy constraint: [Member must satisfy enum value set: [phone_number, "
          "email]]"));
  CHECK(accepts("CreateUserPool", R"({"PoolName":"p","AutoVerifiedAttributes":["email"]})"));
}

TEST_CASE("keys and values of a map are reported together", "[ops][validate]") {
  CHECK(broken("TagResource", R"({"ResourceArn":"arn:aws:cognito-idp:us-east-1:1:userpool/x",
                                  "Tags":{"":"v"}})") ==
        one("Value '{=v}' at 'tags' failed to satisfy constraint: Map keys must satisfy "
            "constraint: [Member must have length less than or equal to 128, Member must have "
            "length greater than or equal to 1]"));
}

TEST_CASE("the identity service answers with its own exception", "[ops][validate]") {
  CHECK(refusal(kIdentity, "DescribeIdentity", "{}") ==
        "ValidationException: 1 validation error detected: Value at 'identityId' failed to satisfy "
        "constraint: Member must not be null");
}

TEST_CASE("A10: types are strict, nothing is converted", "[ops][validate]") {
  const std::string wrong = "SerializationException: Value at ";
  CHECK(broken("AdminGetUser", R"({"UserPoolId":"r_1","Username":1})") ==
        wrong + "'username' has the wrong type: expected a string");
  CHECK(broken("AdminGetUser", R"({"UserPoolId":["r_1"],"Username":"u"})") ==
        wrong + "'userPoolId' has the wrong type: expected a string");
  CHECK(broken("AdminGetUser", R"({"UserPoolId":"r_1","Username":{"$ne":""}})") ==
        wrong + "'username' has the wrong type: expected a string");
  CHECK(broken("ListUserPools", R"({"MaxResults":"1"})") ==
        wrong + "'maxResults' has the wrong type: expected an integer of 32 bits");
  CHECK(broken("ListUserPools", R"({"MaxResults":1.0})") ==
        wrong + "'maxResults' has the wrong type: expected an integer of 32 bits");
  CHECK(broken("ListUserPools", R"({"MaxResults":4294967297})") ==
        wrong + "'maxResults' has the wrong type: expected an integer of 32 bits");
  CHECK(broken("SignUp", R"({"UserAttributes":{"Name":"email"}})") ==
        wrong + "'userAttributes' has the wrong type: expected an array");
  CHECK(broken("SignUp", R"({"UserAttributes":["email"]})") ==
        wrong + "'userAttributes.1.member' has the wrong type: expected an object");
  CHECK(broken("SignUp", R"({"ClientMetadata":{"k":1}})") ==
        wrong + "'clientMetadata.k' has the wrong type: expected a string");
  CHECK(broken("ConfirmSignUp", R"({"ForceAliasCreation":"true"})") ==
        wrong + "'forceAliasCreation' has the wrong type: expected a boolean");
  CHECK(broken("SetUICustomization", R"({"ImageFile":"not base64"})") ==
        wrong + "'imageFile' has the wrong type: expected a base64 string");
  CHECK(broken("SignUp", "[]") ==
        "SerializationException: Value has the wrong type: expected an object");
  CHECK(broken("SignUp", "null") ==
        "SerializationException: Value has the wrong type: expected an object");
  // A null element is not a string either.
  CHECK(broken("CreateUserPool", R"({"PoolName":"p","AliasAttributes":[null]})") ==
        wrong + "'aliasAttributes.1.member' has the wrong type: expected a string");
}

TEST_CASE("blobs are bounded by their decoded size", "[ops][validate]") {
  const auto request = [](std::size_t groups) {
    std::string out = R"({"UserPoolId":"r_1","ImageFile":")";
    for (std::size_t i = 0; i < groups; ++i) out += "AAAA";
    return out += "\"}";
  };
  CHECK(accepts("SetUICustomization", request(131072 / 3)));
  CHECK_FALSE(accepts("SetUICustomization", request(131072 / 3 + 1)));
}

TEST_CASE("free documents pass whatever they hold", "[ops][validate]") {
  CHECK(accepts("CreateManagedLoginBranding",
                R"({"UserPoolId":"r_1","ClientId":"c","Settings":{"a":[1,{"b":null}]}})"));
}

TEST_CASE("a request with thousands of faults gets an answer of bounded size", "[ops][validate]") {
  std::string request = R"({"ClientId":"c","Username":"u","UserAttributes":[)";
  for (int i = 0; i < 4000; ++i) request += R"({"Name":""},)";
  request += R"({"Name":"x"}]})";
  const std::string answer = broken("SignUp", request);
  CHECK(answer.find("100 validation errors detected") != std::string::npos);
  CHECK(answer.size() < 20'000);
}
