// JSON: what is read, what is refused and why, and that what is written reads back.
#include "codec/json.h"

using postern::Errc;
using postern::Json;
using postern::JsonLimits;

namespace {

Json parsed(std::string_view text) {
  auto result = Json::parse(text);
  INFO(text);
  REQUIRE(result.ok());
  return std::move(result).value();
}

std::string fault(std::string_view text, const JsonLimits& limits = {}) {
  auto result = Json::parse(text, limits);
  INFO(text);
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().errc == Errc::invalid_argument);
  CHECK(result.error().code == "SerializationException");
  return result.error().message;
}

std::string repeat(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

std::string quoted(const std::string& inside) {
  std::string out = "\"";
  out += inside;
  out += '"';
  return out;
}

struct Accepted {
  std::string_view text;
  std::string_view dumped;
};

// In the spirit of JSONTestSuite's y_ files; the cases are our own.
constexpr Accepted kAccepted[] = {
    {"null", "null"},
    {" \t\r\ntrue\n", "true"},
    {"false", "false"},
    {"0", "0"},
    {"-0", "0"},
    {"-1", "-1"},
    {"9223372036854775807", "9223372036854775807"},
    {"-9223372036854775808", "-9223372036854775808"},
    {"1.0", "1.0"},
    {"-0.0", "-0.0"},
    {"1470957431.965", "1470957431.965"},
    {"1e3", "1000.0"},
    {"1E-7", "1e-07"},
    {"1.5e+300", "1.5e+300"},
    {"12345678901234567.5e0", "12345678901234568.0"},
    {"\"\"", "\"\""},
    {"\"a\\/b\"", "\"a/b\""},
    {R"("\"\\\b\f\n\r\t")", R"("\"\\\b\f\n\r\t")"},
    {R"("\u001f\u007f")", "\"\\u001f\x7f\""},
    {R"("\u0041\u00e9\u20AC\uD834\udd1e")", "\"A\u00e9\u20ac\U0001D11E\""},
    {"\"\xC2\x80\xE0\xA0\x80\xED\x9F\xBF\xF4\x8F\xBF\xBF\"",
     "\"\xC2\x80\xE0\xA0\x80\xED\x9F\xBF\xF4\x8F\xBF\xBF\""},
    {"\"\xEF\xBF\xBF\"", "\"\xEF\xBF\xBF\""},
    {"[]", "[]"},
    {"[ 1 , [ ] , { } ]", "[1,[],{}]"},
    {"{}", "{}"},
    {R"({"b":1,"a":{"":null}})", R"({"b":1,"a":{"":null}})"},
    {"\"eight byte words: 12345678 12345678\"", "\"eight byte words: 12345678 12345678\""},
};

struct Refused {
  std::string_view text;
  std::string_view message;
};

constexpr Refused kRefused[] = {
    {"", "unexpected end at byte 0"},
    {"  ", "unexpected end at byte 2"},
    {"\xEF\xBB\xBF{}", "unexpected character at byte 0"},
    {"nul", "unknown literal at byte 0"},
    {"True", "unexpected character at byte 0"},
    {"NaN", "unexpected character at byte 0"},
    {"Infinity", "unexpected character at byte 0"},
    {"-Infinity", "unexpected character at byte 0"},
    {"1 2", "unexpected bytes after the value at byte 2"},
    {"{} x", "unexpected bytes after the value at byte 3"},
    {"{}/**/", "unexpected bytes after the value at byte 2"},
    {"[1,]", "unexpected character at byte 3"},
    {"[,1]", "unexpected character at byte 1"},
    {"[1 2]", "expected ',' or ']' at byte 3"},
    {"[1", "expected ',' or ']' at byte 2"},
    {"[", "unexpected end at byte 1"},
    {"]", "unexpected character at byte 0"},
    {"{", "expected a member name at byte 1"},
    {"{\"a\"}", "expected ':' at byte 4"},
    {"{\"a\":}", "unexpected character at byte 5"},
    {"{\"a\":1,}", "expected a member name at byte 7"},
    {"{a:1}", "expected a member name at byte 1"},
    {"{'a':1}", "expected a member name at byte 1"},
    {"{1:1}", "expected a member name at byte 1"},
    {"{\"a\":1 \"b\":2}", "expected ',' or '}' at byte 7"},
    {"+1", "unexpected character at byte 0"},
    {"-", "unexpected character at byte 0"},
    {"01", "leading zero at byte 0"},
    {"-01", "leading zero at byte 0"},
    {"0x10", "unexpected bytes after the value at byte 1"},
    {".5", "unexpected character at byte 0"},
    {"1.", "bad fraction at byte 0"},
    {"1.e3", "bad fraction at byte 0"},
    {"1e", "bad exponent at byte 0"},
    {"1e+", "bad exponent at byte 0"},
    {"1_000", "unexpected bytes after the value at byte 1"},
    {"9223372036854775808", "number out of range at byte 0"},
    {"-9223372036854775809", "number out of range at byte 0"},
    {"1e400", "number out of range at byte 0"},
    {"-1e400", "number out of range at byte 0"},
    {"\"", "unterminated string at byte 1"},
    {"\"abc", "unterminated string at byte 4"},
    {"\"\\", "unterminated string at byte 1"},
    {"\"a\nb\"", "unescaped control character at byte 2"},
    {"\"a\tb\"", "unescaped control character at byte 2"},
    {"\"\\x41\"", "unknown escape at byte 1"},
    {"\"\\u12\"", "bad \\u escape at byte 1"},
    {"\"\\u00G0\"", "bad \\u escape at byte 1"},
    {"\"\\u0000\"", "U+0000 at byte 1"},
    {"\"\\ud800\"", "lone surrogate at byte 1"},
    {"\"\\udc00\"", "lone surrogate at byte 1"},
    {"\"\\ud800\\ud800\"", "lone surrogate at byte 1"},
    {"\"\\ud800x\"", "lone surrogate at byte 1"},
    {"\"\xC0\x80\"", "invalid UTF-8 at byte 1"},
    {"\"\xED\xA0\x80\"", "invalid UTF-8 at byte 1"},
    {"\"\xF4\x90\x80\x80\"", "invalid UTF-8 at byte 1"},
    {"\"ab\x80\"", "invalid UTF-8 at byte 3"},
    {"\"\xE2\x82\"", "invalid UTF-8 at byte 1"},
    {"\"\xE2", "invalid UTF-8 at byte 1"},
};

}  // namespace

TEST_CASE("JSON of the grammar is read, and written compactly", "[codec][json]") {
  for (const Accepted& row : kAccepted) {
    INFO(row.text);
    const Json value = parsed(row.text);
    CHECK(value.dump() == row.dumped);
    CHECK(parsed(value.dump()) == value);
  }
}

TEST_CASE("H22: text outside the grammar is refused with its fault and place", "[codec][json]") {
  for (const Refused& row : kRefused) {
    CHECK(fault(row.text) == "Invalid JSON: " + std::string(row.message));
  }
}

TEST_CASE("NUL bytes are refused inside and outside of strings", "[codec][json]") {
  CHECK(fault(std::string_view("\"a\0b\"", 5)) ==
        "Invalid JSON: unescaped control character at byte 2");
  CHECK(fault(std::string_view("1\0", 2)) ==
        "Invalid JSON: unexpected bytes after the value at byte 1");
}

TEST_CASE("J15: duplicate members are refused, also when spelt with escapes", "[codec][json]") {
  CHECK(fault(R"({"a":1,"a":2})") == "Invalid JSON: duplicate member name at byte 10");
  CHECK(fault(R"({"alg":1,"\u0061lg":2})").find("duplicate") != std::string::npos);
  CHECK(fault(R"({"\u00e9":1,"é":2})").find("duplicate") != std::string::npos);
  CHECK(fault(R"([{"x":{"a":1,"b":2,"a":3}}])").find("duplicate") != std::string::npos);
  CHECK(parsed(R"({"a":{"a":1},"A":2})").size() == 2);
}

TEST_CASE("J15: duplicates are found in objects of every size", "[codec][json]") {
  for (const int members : {2, 23, 24, 25, 26, 100, 2000}) {
    std::string text = "{";
    for (int i = 0; i + 1 < members; ++i) text += "\"k" + std::to_string(i) + "\":0,";
    CHECK(parsed(text + "\"last\":0}").size() == static_cast<std::size_t>(members));
    CHECK(fault(text + "\"k0\":0}").find("duplicate") != std::string::npos);
  }
}

TEST_CASE("J13: numbers keep their type, and never become infinite", "[codec][json]") {
  CHECK(parsed("1").is_int());
  CHECK(parsed("1.0").is_real());
  CHECK(parsed("1e2").is_real());
  CHECK(parsed("\"1\"").is_string());
  CHECK(parsed("1.5").as_double() == 1.5);
  CHECK(parsed("3").as_double() == 3.0);
  fault("1e400");
  fault("9223372036854775808");
}

TEST_CASE("J21: depth is limited and the limit itself passes", "[codec][json]") {
  CHECK(parsed(repeat("[", 32) + repeat("]", 32)).is_array());
  CHECK(fault(repeat("[", 33) + repeat("]", 33)) == "Invalid JSON: nested too deep at byte 32");
  CHECK(fault(repeat("{\"a\":", 33)).find("nested too deep") != std::string::npos);
  CHECK(fault(repeat("[", 1'000'000)).find("nested too deep") != std::string::npos);
}

TEST_CASE("J21: members are limited over the whole document", "[codec][json]") {
  const JsonLimits limits{.members_max = 4};
  CHECK(Json::parse("[[1,2],3]", limits).ok());
  CHECK(fault("[[1,2],3,4]", limits).find("too many members") != std::string::npos);
  CHECK(fault(R"({"a":1,"b":[2,3],"c":4})", limits).find("too many members") != std::string::npos);
  CHECK(fault(repeat("[", 1) + repeat("0,", 500'000) + "0]").find("too many") != std::string::npos);
}

TEST_CASE("J20: text over the size limit is refused by its length", "[codec][json]") {
  const JsonLimits limits{.bytes_max = 6};
  CHECK(Json::parse("\"abcd\"", limits).ok());
  CHECK(fault("\"abcde\"", limits) == "Invalid JSON: too large at byte 0");
}

TEST_CASE("an error never repeats content", "[codec][json]") {
  CHECK(fault("{\"password\":\"hunter2\" hunter2}").find("hunter2") == std::string::npos);
}

TEST_CASE("every special byte is found at every offset of a word", "[codec][json]") {
  for (int offset = 0; offset < 20; ++offset) {
    const std::string before(static_cast<std::size_t>(offset), 'x');
    CHECK(fault(quoted(before + "\x1f" + "yyyyyyyyyyyy")) ==
          "Invalid JSON: unescaped control character at byte " + std::to_string(offset + 1));
    CHECK(parsed(quoted(before + "\\\"\xC3\xA9zzzzzzzzz")).as_string() ==
          before + "\"\xC3\xA9zzzzzzzzz");
    CHECK(parsed(quoted(before)).as_string() == before);
  }
}

TEST_CASE("objects keep insertion order and replace in place", "[codec][json]") {
  Json user;
  user["Username"] = "ann";
  user["Enabled"] = true;
  user.set("Count", 3).set("Username", std::string("bob"));
  CHECK(user.dump() == R"({"Username":"bob","Enabled":true,"Count":3})");
  CHECK(user.erase("Enabled"));
  CHECK_FALSE(user.erase("Enabled"));
  CHECK(user.dump() == R"({"Username":"bob","Count":3})");
  user["List"].push_back(1).push_back(nullptr);
  user["Nested"]["Deep"] = 1.5;
  CHECK(user.dump() == R"({"Username":"bob","Count":3,"List":[1,null],"Nested":{"Deep":1.5}})");
  CHECK(Json::object().dump() == "{}");
  CHECK(Json::array().dump() == "[]");
}

TEST_CASE("getters answer with the fallback for what is missing or of another type",
          "[codec][json]") {
  const Json value = parsed(R"({"s":"x","i":7,"b":true,"n":null})");
  CHECK(value.get_string("s") == "x");
  CHECK(value.get_string("i", "none") == "none");
  CHECK(value.get_string("missing").empty());
  CHECK(value.get_int("i") == 7);
  CHECK(value.get_int("s", -1) == -1);
  CHECK(value.get_bool("b"));
  CHECK(value.get_bool("n", true));
  CHECK(value.find("missing") == nullptr);
  CHECK(parsed("[1]").find("a") == nullptr);
  CHECK(parsed("3").find("a") == nullptr);
}

TEST_CASE("equality ignores the order of members and keeps that of elements", "[codec][json]") {
  CHECK(parsed(R"({"a":1,"b":[1,2]})") == parsed(R"({"b":[1,2],"a":1})"));
  CHECK_FALSE(parsed("[1,2]") == parsed("[2,1]"));
  CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"a":1,"b":1})"));
  CHECK_FALSE(parsed(R"({"a":null})") == parsed(R"({"b":null})"));
  CHECK_FALSE(parsed("1") == parsed("1.0"));
}

TEST_CASE("U06: what is written is UTF-8 even if a string is not", "[codec][json]") {
  CHECK(Json("a\xFFz\xE2\x82").dump() == "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(Json(std::string_view("\0", 1)).dump() == R"("\u0000")");
}
