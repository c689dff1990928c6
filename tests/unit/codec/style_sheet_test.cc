// Which rules a style sheet has.
#include <catch2/catch.hpp>

#include "codec/style_sheet.h"

using namespace std::string_view_literals;
using postern::codec::style_selectors;
using Selectors = std::vector<std::string>;

TEST_CASE("a sheet has the selectors of its rules, one by one") {
  CHECK(style_selectors("") == Selectors());
  CHECK(style_selectors(" /* nothing */\n") == Selectors());
  CHECK(style_selectors(".a {color: red;}\n.b:hover,\n.c{ }") == Selectors{".a", ".b:hover", ".c"});
  CHECK(style_selectors("/*}*/.a/*{*/{margin:1px 2px;/*}*/}") == Selectors{".a"});
  CHECK(style_selectors(".a b{}") == Selectors{".a b"});
}

TEST_CASE("what stands in strings and addresses ends no rule") {
  CHECK(style_selectors(".a{content:\"}.b{\"}.c{content:'\"}'}") == Selectors{".a", ".c"});
  CHECK(style_selectors(".a{background:url( 'x)}' )}") == Selectors{".a"});
  CHECK(style_selectors(".a{background:URL(/*)}.b{}/*)}*/") == Selectors{".a", ".b"});
}

TEST_CASE("what could be read in two ways is no sheet") {
  for (const auto sheet : {".a"sv,
                           ".a{"sv,
                           ".a{color:red"sv,
                           "}"sv,
                           ".a{}}"sv,
                           ".a{.b{}}"sv,
                           "{}"sv,
                           ",.a{}"sv,
                           ".a,{}"sv,
                           "@media print{}"sv,
                           ".a{x:@y}"sv,
                           ".a\\{{}"sv,
                           "/* open"sv,
                           ".a{x:\"}"sv,
                           ".a{x:\"\n\"}"sv,
                           ".a{x:url(b}.c{d)}"sv,
                           ".a{x:url(b c)}"sv,
                           ".a{x:url("sv,
                           ".a[x=',']{}"sv,
                           "a\0{}"sv}) {
    INFO(sheet);
    CHECK_FALSE(style_selectors(sheet));
  }
}
