// Form fields, as OAuth requests carry them.
#include "codec/form.h"

using namespace postern::codec;

namespace {
bool accepts(std::string_view text) { return Form::parse(text).ok(); }
}  // namespace

TEST_CASE("fields are decoded and kept in order", "[codec][form]") {
  const auto form = Form::parse("grant_type=refresh_token&scope=a+b%20c&empty=&alone&n=%C3%A9");
  REQUIRE(form.ok());
  CHECK(form->fields().size() == 5);
  CHECK(form->get("grant_type") == "refresh_token");
  CHECK(form->get("scope") == "a b c");
  CHECK(form->get("n") == "\u00e9");
  REQUIRE(form->find("empty") != nullptr);
  CHECK(form->find("empty")->empty());
  REQUIRE(form->find("alone") != nullptr);
  CHECK(form->find("missing") == nullptr);
  CHECK(form->get("missing", "none") == "none");
  CHECK(form->fields()[1].first == "scope");
  CHECK(Form::parse("")->fields().empty());
  CHECK(Form::parse("&a=1&")->fields().size() == 1);
  CHECK(Form::parse("a=b=c")->get("a") == "b=c");
}

TEST_CASE("a parameter sent twice is refused, also when spelt with escapes", "[codec][form]") {
  CHECK_FALSE(accepts("client_id=a&client_id=b"));
  CHECK_FALSE(accepts("client_id=a&client%5Fid=b"));
  CHECK(accepts("client_id=a&Client_id=b"));
}

TEST_CASE("U06: broken escapes, raw bytes and text that is not UTF-8 are refused",
          "[codec][form]") {
  for (const std::string_view text : {"a=%", "a=%4", "a=%4g", "a=%zz", "%=a", "a=b c", "a=\n",
                                      "a=\u00e9", "a=%00", "a=%FF", "a=%C0%80", "a=%ED%A0%80",
                                      "a=%C3", "=a", "%C3=%A9", "a=\x7F"}) {
    INFO(text);
    CHECK_FALSE(accepts(text));
  }
  CHECK_FALSE(accepts(std::string_view("a=\0", 3)));
}

TEST_CASE("the count of fields is limited", "[codec][form]") {
  std::string text;
  for (int i = 0; i < 64; ++i) text.append("f").append(std::to_string(i)).append("=1&");
  CHECK(accepts(text));
  CHECK_FALSE(accepts(text + "g=1"));
}

TEST_CASE("what is encoded reads back", "[codec][form]") {
  Form form;
  form.add("redirect_uri", "https://a.example/cb?x=1&y=2").add("state", "\u00e9 +%\"");
  CHECK(form.encode() ==
        "redirect_uri=https%3A%2F%2Fa.example%2Fcb%3Fx%3D1%26y%3D2&state=%C3%A9%20%2B%25%22");
  CHECK(Form::parse(form.encode()).value() == form);
}
