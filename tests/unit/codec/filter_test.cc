// The filter of ListUsers.
#include "codec/filter.h"

using namespace postern::codec;

namespace {

Filter parsed(std::string_view text) {
  const auto result = parse_filter(text);
  INFO(text);
  REQUIRE(result.ok());
  REQUIRE(result->has_value());
  return **result;
}

}  // namespace

TEST_CASE("a filter is a name, an operator and a quoted value", "[codec][filter]") {
  const Filter equals = parsed(R"(family_name = "Reddy")");
  CHECK(equals.attribute == "family_name");
  CHECK(equals.op == Filter::Op::equals);
  CHECK(equals.value == "Reddy");
  const Filter prefix = parsed(R"(  cognito:user_status^="CONF"  )");
  CHECK(prefix.attribute == "cognito:user_status");
  CHECK(prefix.op == Filter::Op::prefix);
  CHECK(prefix.value == "CONF");
  CHECK(parsed(R"(email="")").value.empty());
  CHECK(parsed("name = \"Jos\u00e9 \u0141\"").value == "Jos\u00e9 \u0141");
}

TEST_CASE("the empty filter selects everybody", "[codec][filter]") {
  const auto result = parse_filter("");
  REQUIRE(result.ok());
  CHECK_FALSE(result->has_value());
}

TEST_CASE("A07: quotes, backslashes and wildcards are data once they are escaped",
          "[codec][filter]") {
  CHECK(parsed(R"(name = "a\"b\\c")").value == R"(a"b\c)");
  CHECK(parsed(R"(name = "\" or username ^= \"")").value == R"(" or username ^= ")");
  CHECK(parsed(R"(name ^= "%_*")").value == "%_*");
  CHECK(parsed("name = \"'; drop table users; --\"").value == "'; drop table users; --");
}

TEST_CASE("A07: whatever is not exactly one clause is refused", "[codec][filter]") {
  for (const std::string_view text :
       {" ", "name", "name =", "name = x", "name = 'x'", "name = \"x", "name = x\"", "= \"x\"",
        "name == \"x\"", "name != \"x\"", "name ^ = \"x\"", "name =^ \"x\"", "name = \"x\" \"y\"",
        "name = \"x\" and sub = \"y\"", "name = \"x\"; --", "name = \"a\"b\"", "name = \"a\\n\"",
        "name = \"\\", "name = \"\\\"", "na me = \"x\"", "\"name\" = \"x\"", "n\u00e4me = \"x\"",
        "name\n= \"x\"", "name = \"\xFF\"", "(name = \"x\")"}) {
    INFO(text);
    const auto result = parse_filter(text);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == "InvalidParameterException");
    CHECK(result.error().message == "Error while parsing filter");
  }
}

TEST_CASE("U07: a filter has at most 256 code points", "[codec][filter]") {
  std::string value;
  for (int i = 0; i < 247; ++i) value += "\u00e9";
  CHECK(parsed("name = \"" + value + "\"").value == value);  // 8 + 247 + 1
  CHECK_FALSE(parse_filter("name = \"" + value + "x\"").ok());
}
