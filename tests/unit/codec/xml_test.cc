// A strict part of XML: what is read, and what is refused.
#include "codec/xml.h"

using namespace postern;
using codec::parse_xml;

TEST_CASE("elements, attributes and text are read with their namespaces") {
  const auto root = parse_xml(
      "\xEF\xBB\xBF<?xml version='1.0'?> <!-- a - b --> "
      "<a xmlns='urn:d' xmlns:p='urn:p' x='1 &amp; 2' p:x='3'>one<p:b/>&#x41;&#66;<c xmlns=''/>"
      "</a><!-- end -->");
  REQUIRE(root.ok());
  CHECK(root->is("urn:d", "a"));
  CHECK(root->attribute("x") == "1 & 2");
  CHECK(root->text == "oneAB");
  REQUIRE(root->children.size() == 2);
  CHECK(root->children[0].is("urn:p", "b"));
  CHECK(root->children[1].is("", "c"));
  CHECK(root->attribute("none").empty());
}

TEST_CASE("what is not well-formed is refused, and its legal twin read") {
  struct Rule {
    std::string_view refused;
    std::string_view accepted;
  };
  constexpr Rule kRules[] = {
      {"<a>", "<a></a>"},
      {"<a></b>", "<a/>"},
      {"<a/><b/>", "<a><b/></a>"},
      {"<a>&x;</a>", "<a>&lt;</a>"},
      {"<a>&#0;</a>", "<a>&#9;</a>"},
      {"<a>&#xD800;</a>", "<a>&#xD7FF;</a>"},
      {"<a>&#x110000;</a>", "<a>&#x10FFFF;</a>"},
      {"<a x=1/>", "<a x='1'/>"},
      {"<a x='1' x='2'/>", "<a x='1' y='2'/>"},
      {"<a x='1'y='2'/>", "<a x='1'\ny='2'/>"},
      {"<a x='<'/>", "<a x='&lt;'/>"},
      {"<p:a/>", "<p:a xmlns:p='u'/>"},
      {"<a p:x='1'/>", "<a xml:x='1'/>"},
      {"<a xmlns:p=''/>", "<a xmlns=''/>"},
      {"<a xmlns:p='u' xmlns:p='v'/>", "<a xmlns:p='u' xmlns:q='v'/>"},
      {"<a xmlns='u' xmlns='u'/>", "<a xmlns='u'/>"},
      {"<a xmlns:xml='u'/>", "<a xmlns:x='u'/>"},
      {"<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "<a xmlns:p='http://www.w3.org/'/>"},
      {"<a xmlns='http://www.w3.org/2000/xmlns/'/>", "<a xmlns='http://www.w3.org/2000/'/>"},
      {"<a>\xEF\xBF\xBF</a>", "<a>\xEF\xBF\xBD</a>"},
      {"<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>",
       "<a xmlns:p='u' xmlns:q='v' p:x='1' q:x='2'/>"},
      {"<a><!-- a -- b --></a>", "<a><!-- a - b --></a>"},
      {"<a>]]></a>", "<a>]]</a>"},
      {"<a>\x01</a>", "<a>\x09</a>"},
      {"<a>\xC0\x80</a>", "<a>\xC3\xA4</a>"},
      {"<1/>", "<_1/>"},
      {"", "<a/>"},
  };
  for (const Rule& rule : kRules) {
    INFO(rule.refused);
    CHECK_FALSE(parse_xml(rule.refused).ok());
    CHECK(parse_xml(rule.accepted).ok());
  }
}

TEST_CASE("a document defines nothing and runs nothing") {
  CHECK_FALSE(parse_xml("<!DOCTYPE a><a/>").ok());
  CHECK_FALSE(parse_xml("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>").ok());
  CHECK_FALSE(parse_xml("<a><?php run ?></a>").ok());
  CHECK_FALSE(parse_xml("<a><![CDATA[<b/>]]></a>").ok());
}

TEST_CASE("X09: where comments are not accepted, none is") {
  for (const char* text : {"<!-- --><a/>", "<a/><!-- -->", "<a>x<!-- -->y</a>"}) {
    CHECK(parse_xml(text).ok());
    CHECK_FALSE(parse_xml(text, {.comments = false}).ok());
  }
  CHECK(parse_xml("<a>xy</a>", {.comments = false}).ok());
}

TEST_CASE("a child stands where it stood in its parent's text, whose lines end in one way") {
  const auto root = parse_xml("<a>one\r\n<b/>two\r<c/></a>");
  REQUIRE(root.ok());
  CHECK(root->text == "one\ntwo\n");
  REQUIRE(root->children.size() == 2);
  CHECK(root->children[0].at == 4);
  CHECK(root->children[1].at == 8);
}

TEST_CASE("a document is bounded in depth, elements and attributes") {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  CHECK(parse_xml(nested(32)).ok());
  CHECK_FALSE(parse_xml(nested(33)).ok());
  std::string wide = "<a>";
  for (int i = 0; i < 4'096; ++i) wide += "<b/>";
  CHECK_FALSE(parse_xml(wide + "</a>").ok());
  std::string attributes;
  for (int i = 0; i < 65; ++i) attributes += " a" + std::to_string(i) + "=''";
  CHECK_FALSE(parse_xml("<a" + attributes + "/>").ok());
  // Declarations count where they hold, and no longer.
  const auto declaring = [](int count, std::string_view inside) {
    std::string text = "<b";
    for (int i = 0; i < count; ++i) text += " xmlns:p" + std::to_string(i) + "='u'";
    return text + ">" + std::string(inside) + "</b>";
  };
  CHECK(parse_xml(declaring(60, declaring(4, "") + declaring(4, ""))).ok());
  CHECK_FALSE(parse_xml(declaring(60, declaring(5, ""))).ok());
}
