// HTML: text comes back as it was and never as markup.
#include "codec/html.h"

#include <catch2/catch.hpp>

namespace postern::test {
namespace {

using codec::escape_html;

TEST_CASE("what means something to HTML is escaped, in content and in attributes of either quote") {
  CHECK(escape_html(R"(<img src="x" onerror='y'>&amp;)") ==
        "&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;amp;");
}

TEST_CASE("other text stays as it is") {
  CHECK(escape_html("ada@example.com, \u00e4\u6c34 `=/") == "ada@example.com, \u00e4\u6c34 `=/");
  CHECK(escape_html("").empty());
}

}  // namespace
}  // namespace postern::test
