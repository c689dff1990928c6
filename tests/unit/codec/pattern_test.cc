// Patterns: the expressions of the service model, the syntax around them, and linear time.
#include "codec/pattern.h"

using postern::codec::Pattern;

namespace {

bool matches(std::string_view expression, std::string_view text) {
  const auto pattern = Pattern::compile(expression);
  INFO(expression);
  REQUIRE(pattern.ok());
  return pattern->matches(text);
}

struct Row {
  std::string_view expression;
  std::string_view yes;
  std::string_view no;
};

constexpr Row kRows[] = {
    {"abc", "abc", "abcd"},
    {"a|bc|", "bc", "b"},
    {"a|bc|", "", "abc"},
    {"(ab)?c", "abc", "ab"},
    {"(?:ab)+", "abab", "aba"},
    {"a*", "", "b"},
    {"a{3}", "aaa", "aa"},
    {"a{2,4}", "aaaa", "aaaaa"},
    {"a{2,}", "aaaaaa", "a"},
    {"a{0,2}b", "aab", "aaab"},
    {"(a|b){2}c{0}", "ab", "abc"},
    {".*", "anything", "two\nlines"},
    {"(?s).*", "two\nlines", "\xFF"},
    {"a.c", "a\u00e9c", "a\u2028c"},
    {"[a-c-]+", "a-c", "d"},
    {"[A-Za-z0-9-_=.]+", "a-_=.Z", "a+b"},
    {"[^_\\p{Z}]+", "abc", "a b"},
    {"[]]", "]", "["},
    {"\\d+", "42", "4\u0664"},
    {"[\\S]+", "a\u00a0b", "a b"},
    {"[\\x21\\x23-\\x2E]+", "!#.", "\""},
    {"\\{####\\}", "{####}", "####"},
    {"^ab$", "ab", "abc"},
    {"(^a|b)c", "ac", "dc"},
    {"[\\w-]+_[0-9a-zA-Z]+", "us-east-1_AbC123", "us-east-1-AbC"},
    {"[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", "jos\u00e9+\u20ac@x\u0301", "a b"},
    {"[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", "\U0001F600", "\u200b"},
    {"^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$", "my-domain", "-my-domain"},
    {"^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$", "a", "my-domain-"},
    {"^([0-9A-Za-z\\.\\-_]*[0-9A-Za-z\\-_])?$", "a.b", "a.b."},
    {"[^_\\p{Z}][\\p{L}\\p{N}][^_\\p{Z}]+", "Google", "_oogle"},
};

std::string repeat(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

}  // namespace

TEST_CASE("each expression takes its example and refuses its counterexample",
          "[codec][pattern]") {
  for (const Row& row : kRows) {
    INFO(row.expression << " with " << row.yes << " and " << row.no);
    CHECK(matches(row.expression, row.yes));
    CHECK_FALSE(matches(row.expression, row.no));
  }
}

TEST_CASE("the whole text must match, with and without anchors", "[codec][pattern]") {
  CHECK_FALSE(matches("[0-9]+", "12a"));
  CHECK_FALSE(matches("[0-9]+", "a12"));
  CHECK_FALSE(matches("^[0-9]+$", "12\n"));
  CHECK_FALSE(matches("[0-9]+", ""));
}

TEST_CASE("expressions that make backtracking explode run in linear time", "[codec][pattern]") {
  const std::string many = repeat("a", 20'000);
  CHECK_FALSE(matches("(a+)+b", many));
  CHECK_FALSE(matches("(a|a)*b", many));
  CHECK_FALSE(matches("(a|aa)+$b", many));
  CHECK(matches("(a*)*", many));
  CHECK(matches("(a?){100}(a*)", many));
}

TEST_CASE("an expression outside the syntax does not compile", "[codec][pattern]") {
  for (const std::string_view expression :
       {"(", ")", "(a", "a)", "[", "[]", "[a", "*a", "a**", "a{", "a{2", "a{3,2}", "a{,2}",
        "a{1001}", "a{x}", "\\", "\\q", "\\b", "\\1", "\\p", "\\p{", "\\p{Lu}", "\\p{X}",
        "\\x4", "\\xzz", "[z-a]", "[\\w-z]x{", "(?<!a)", "(?=a)", "(?i)a", "\xFF"}) {
    INFO(expression);
    CHECK_FALSE(Pattern::compile(expression).ok());
  }
}

TEST_CASE("an expression that is small but grows large does not compile", "[codec][pattern]") {
  CHECK_FALSE(Pattern::compile("((a{100}){100}){100}").ok());
  CHECK_FALSE(Pattern::compile("(((){1000}){1000}){1000}").ok());
  CHECK_FALSE(Pattern::compile(repeat("(", 40) + "a" + repeat(")", 40)).ok());
  CHECK_FALSE(Pattern::compile(repeat("a", 5000)).ok());
  CHECK(Pattern::compile("(a{10}){10}").ok());
}
