// Schema: the standard attributes, what a pool may change about them, and values against them.
#include "domain/schema.h"

#include "unit/domain/settings.h"

using namespace postern;
using domain::Schema;
using test::fault;
using test::json;

namespace {

Schema schema_with(std::string_view attributes) {
  Schema schema = Schema::standard();
  const Status added = schema.add(json(attributes));
  INFO(attributes << fault(added));
  REQUIRE(added.ok());
  return schema;
}

std::string refusal(std::string_view attributes) {
  Schema schema = Schema::standard();
  return fault(schema.add(json(attributes)));
}

}  // namespace

TEST_CASE("the standard attributes are those of OpenID Connect, bounded as in Cognito") {
  const Schema schema = Schema::standard();
  CHECK(schema.all().size() == 21);
  CHECK(schema.find("sub")->required);
  CHECK_FALSE(schema.find("sub")->is_mutable);
  CHECK(schema.find("birthdate")->length_min == 10);
  CHECK(schema.find("email_verified")->type == domain::AttributeType::boolean);
  CHECK(schema.find("custom:tier") == nullptr);
}

TEST_CASE("a custom attribute gets its prefix, its type and its bounds") {
  const Schema schema = schema_with(R"([
    {"Name":"tier","AttributeDataType":"String","Mutable":false,
     "StringAttributeConstraints":{"MinLength":"1","MaxLength":"8"}},
    {"Name":"flag","AttributeDataType":"Boolean","DeveloperOnlyAttribute":true}])");
  REQUIRE(schema.find("custom:tier") != nullptr);
  CHECK_FALSE(schema.find("custom:tier")->is_mutable);
  CHECK(schema.find("custom:tier")->length_max == 8);
  REQUIRE(schema.find("dev:custom:flag") != nullptr);
  CHECK(schema.find("dev:custom:flag")->developer_only);
  CHECK(schema.find("dev:custom:flag")->is_mutable);
}

TEST_CASE("a standard attribute can be made required, immutable or shorter, and nothing else") {
  const Schema schema = schema_with(R"([{"Name":"email","AttributeDataType":"String",
      "Required":true,"Mutable":false,"StringAttributeConstraints":{"MaxLength":"99"}}])");
  CHECK(schema.find("email")->required);
  CHECK_FALSE(schema.find("email")->is_mutable);
  CHECK(schema.find("email")->length_max == 99);
  CHECK(schema.find("email")->length_min == 0);
  CHECK(refusal(R"([{"Name":"email","AttributeDataType":"Number"}])")
            .starts_with("InvalidParameterException: You can not change AttributeDataType"));
  CHECK_FALSE(refusal(R"([{"Name":"email","DeveloperOnlyAttribute":true}])").empty());
}

TEST_CASE("A01: a pool cannot make sub mutable or optional") {
  const Schema schema = schema_with(R"([{"Name":"sub","Mutable":true,"Required":false}])");
  CHECK(schema.find("sub")->required);
  CHECK_FALSE(schema.find("sub")->is_mutable);
}

TEST_CASE("a custom attribute is refused when required, untyped, taken or misbounded") {
  CHECK(refusal(R"([{"Name":"x","AttributeDataType":"String","Required":true}])") ==
        "InvalidParameterException: Required custom attributes are not supported currently.");
  CHECK_FALSE(refusal(R"([{"Name":"x"}])").empty());
  CHECK(refusal(R"([{"Name":"x","AttributeDataType":"String"},
                    {"Name":"x","AttributeDataType":"Number"}])") ==
        "InvalidParameterException: custom:x: Existing attribute already has name custom:x.");
  // Texts as moto's tests of CreateUserPool recorded them.
  const struct {
    std::string_view bounds;
    std::string_view text;
  } cases[] = {{R"("StringAttributeConstraints":{"MinLength":"9","MaxLength":"8"})",
                "user.custom:x: Max length cannot be less than min length."},
               {R"("StringAttributeConstraints":{"MaxLength":"2049"})",
                "user.custom:x: String attributes cannot have a length of more than 2048"},
               {R"("StringAttributeConstraints":{"MaxLength":"many"})",
                "Invalid StringAttributeConstraints for schema attribute custom:x"},
               {R"("StringAttributeConstraints":{"MinLength":"-1"})",
                "user.custom:x: String attributes cannot have a length of more than 2048"}};
  for (const auto& c : cases) {
    CHECK(refusal(R"([{"Name":"x","AttributeDataType":"String",)" + std::string(c.bounds) + "}]") ==
          "InvalidParameterException: " + std::string(c.text));
  }
  CHECK(refusal(R"([{"Name":"x","AttributeDataType":"String"}])").empty());
}

TEST_CASE("A06: a pool has at most 50 custom attributes") {
  Schema schema = Schema::standard();
  for (int i = 0; i < 50; ++i) {
    Json one = Json::array();
    one.push_back(
        Json::object().set("Name", "a" + std::to_string(i)).set("AttributeDataType", "String"));
    REQUIRE(schema.add_custom(one).ok());
  }
  CHECK(schema.add_custom(json(R"([{"Name":"one_more","AttributeDataType":"String"}])"))
            .error()
            .code == "LimitExceededException");
}

TEST_CASE("an attribute added later is custom even with a standard name") {
  Schema schema = Schema::standard();
  REQUIRE(schema.add_custom(json(R"([{"Name":"email","AttributeDataType":"String"}])")).ok());
  CHECK(schema.find("custom:email") != nullptr);
}

TEST_CASE("values conform to type and bounds, or are refused naming the attribute") {
  const Schema schema = schema_with(R"([
    {"Name":"s","AttributeDataType":"String","StringAttributeConstraints":{"MinLength":"2",
          "MaxLength":"3"}},
    {"Name":"n","AttributeDataType":"Number","NumberAttributeConstraints":{"MinValue":"-5",
          "MaxValue":"10"}},
    {"Name":"b","AttributeDataType":"Boolean"},
    {"Name":"d","AttributeDataType":"DateTime"}])");
  const struct {
    std::string_view name;
    std::vector<std::string> good;
    std::vector<std::string> bad;
  } cases[] = {
      {"custom:s", {"ab", "abc", "\u00e4\u00e4\u00e4", ""}, {"a", "abcd"}},
      {"custom:n",
       {"-5", "10", "3.5", "0"},
       {"-6", "11", "ten", "1e3", "inf", "nan", " 1", "1 ", "."}},
      {"custom:b", {"true", "false", "True"}, {"yes", "1"}},
      {"custom:d",
       {"1700000000", "2024-02-29", "2024-02-29T12:00:00Z"},
       {"today", "2024-2-9", "2024-02-29Tnoon"}},
      {"birthdate", {"2000-01-31"}, {"2000-1-31"}},
  };
  for (const auto& c : cases) {
    for (const auto& value : c.good) {
      INFO(c.name << " = " << value);
      CHECK(schema.value_fault(c.name, value).empty());
    }
    for (const auto& value : c.bad) {
      INFO(c.name << " = " << value);
      CHECK_FALSE(schema.value_fault(c.name, value).empty());
    }
  }
  // In the words Cognito answers: aws/aws-sdk-java#1396, aws-amplify/amplify-ui#4356.
  CHECK(schema.value_fault("birthdate", "2000-1-31") ==
        "String must be no shorter than 10 characters");
  CHECK(schema.value_fault("birthdate", "2000-01-31T00:00:00Z") ==
        "String must be no longer than 10 characters");
  CHECK(schema.value_fault("custom:missing", "x") == "Attribute does not exist in the schema.");
}

TEST_CASE("A06: no value is longer than 2048 characters, whatever the attribute allows") {
  const Schema schema = schema_with(R"([{"Name":"s","AttributeDataType":"String"}])");
  CHECK(schema.value_fault("custom:s", std::string(2048, 'x')).empty());
  CHECK_FALSE(schema.value_fault("custom:s", std::string(2049, 'x')).empty());
}

TEST_CASE("the schema shows its bounds as text") {
  const Json shown = schema_with(R"([{"Name":"n","AttributeDataType":"Number",
      "NumberAttributeConstraints":{"MaxValue":"7"}}])")
                         .to_json();
  CHECK(shown.as_array().front() ==
        json(R"({"Name":"sub","AttributeDataType":"String","DeveloperOnlyAttribute":false,
                 "Mutable":false,"Required":true,
                 "StringAttributeConstraints":{"MinLength":"1","MaxLength":"2048"}})"));
  CHECK(shown.as_array().back() ==
        json(R"({"Name":"custom:n","AttributeDataType":"Number","DeveloperOnlyAttribute":false,
                 "Mutable":true,"Required":false,"NumberAttributeConstraints":{"MaxValue":"7"}})"));
}
