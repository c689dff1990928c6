// Exclusive canonical XML: the forms that its specification and its errata give, and what has none.
#include "codec/xml_c14n.h"

using namespace postern;
using codec::canonical_xml;
using codec::parse_xml;

namespace {

// The form of the element of that name, which the document has once.
const codec::XmlElement* find(const codec::XmlElement& element, std::string_view name) {
  if (element.name == name) return &element;
  for (const codec::XmlElement& child : element.children) {
    if (const auto* found = find(child, name)) return found;
  }
  return nullptr;
}

std::string form_of(std::string_view xml, std::string_view name,
                    std::vector<std::string> prefixes = {}) {
  const auto root = parse_xml(xml);
  REQUIRE(root.ok());
  const auto* apex = find(*root, name);
  REQUIRE(apex != nullptr);
  const auto form = canonical_xml(*root, *apex, {nullptr, std::move(prefixes)});
  return form.ok() ? *form : "refused";
}

}  // namespace

// https://www.w3.org/TR/xml-exc-c14n/, section 2.2.
TEST_CASE("a part has the same form wherever it stands") {
  constexpr std::string_view kForm =
      R"(<n1:elem2 xmlns:n1="http://example.net" xml:lang="en">
    <n3:stuff xmlns:n3="ftp://example.org"></n3:stuff>
  </n1:elem2>)";
  const std::string first =
      R"(<n0:pdu xmlns:n0="http://a.example" xmlns:n1="http://b.example"
       xmlns:n3="ftp://example.org" xml:lang="en" xml:space="retain">
  <n1:elem2 xmlns:n1="http://example.net" xml:lang="en">
    <n3:stuff xmlns:n3="ftp://example.org"/>
  </n1:elem2>
</n0:pdu>)";
  const std::string second =
      R"(<n2:pdu xmlns:n1="http://example.com" xmlns:n2="http://foo.example"
    xmlns:n3="ftp://example.org" xml:lang="fr" xml:space="retain">
  <n1:elem2 xmlns:n1="http://example.net" xml:lang="en">
    <n3:stuff/>
  </n1:elem2>
</n2:pdu>)";
  CHECK(form_of(first, "elem2") == kForm);
  CHECK(form_of(second, "elem2") == kForm);
}

// https://www.w3.org/TR/xml-c14n, sections 3.3 and 3.4, without what no document here may have.
TEST_CASE("start tags, characters and references are written in one way") {
  CHECK(form_of(R"(<doc><e1   /><e2   ></e2><e3   name = "elem3"   id="elem3"   /></doc>)",
                "doc") == R"(<doc><e1></e1><e2></e2><e3 id="elem3" name="elem3"></e3></doc>)");
  CHECK(
      form_of("<e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n"
              "xmlns:b=\"http://www.ietf.org\" xmlns:a=\"http://www.w3.org\"\n"
              "xmlns=\"http://example.org\"/>",
              "e5") ==
      R"(<e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" )"
      R"(xmlns:b="http://www.ietf.org" attr="I'm" attr2="all" b:attr="sorted" a:attr="out"></e5>)");
  CHECK(form_of("<doc><text>First line&#x0d;&#10;Second line</text></doc>", "doc") ==
        "<doc><text>First line&#xD;\nSecond line</text></doc>");
  CHECK(form_of("<doc><value>&#x32;</value>\r\n<a x='&lt;&gt;&quot;&apos;&#9;&#10;&#13;'>&gt;</a>"
                "\r</doc>",
                "doc") ==
        "<doc><value>2</value>\n<a x=\"&lt;>&quot;'&#x9;&#xA;&#xD;\">&gt;</a>\n</doc>");
  CHECK(form_of("<doc x=' a\r\n\tb '/>", "doc") == "<doc x=\" a  b \"></doc>");
}

TEST_CASE("a namespace is written where it is first used, and again where it has changed") {
  CHECK(form_of("<a xmlns='urn:a' xmlns:b='urn:b' xmlns:c='urn:c'><b:x><b:y/><z xmlns=''/></b:x>"
                "</a>",
                "a") ==
        "<a xmlns=\"urn:a\"><b:x xmlns:b=\"urn:b\"><b:y></b:y><z xmlns=\"\"></z></b:x></a>");
  CHECK(form_of("<a xmlns='urn:a'><x xmlns=''><y/></x></a>", "x") == "<x><y></y></x>");
  CHECK(form_of("<a xmlns:p='urn:1'><p:b><p:b xmlns:p='urn:2'/><p:b/></p:b></a>", "a") ==
        "<a><p:b xmlns:p=\"urn:1\"><p:b xmlns:p=\"urn:2\"></p:b><p:b></p:b></p:b></a>");
}

// Section 3 of exc-c14n: prefixes of the list are written as Canonical XML has them.
TEST_CASE("prefixes of the list are written wherever they are in scope") {
  constexpr std::string_view kXml =
      "<a xmlns='urn:a' xmlns:xs='urn:xs' xmlns:q='urn:q'><p:b xmlns:p='urn:p' t='xs:string'>"
      "<p:c xmlns:q='urn:other'/></p:b></a>";
  CHECK(form_of(kXml, "b", {"xs"}) ==
        "<p:b xmlns:p=\"urn:p\" xmlns:xs=\"urn:xs\" t=\"xs:string\"><p:c></p:c></p:b>");
  CHECK(form_of(kXml, "b", {"q", "none"}) ==
        "<p:b xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" t=\"xs:string\">"
        "<p:c xmlns:q=\"urn:other\"></p:c></p:b>");
  CHECK(form_of(kXml, "b", {""}) ==
        "<p:b xmlns=\"urn:a\" xmlns:p=\"urn:p\" t=\"xs:string\"><p:c></p:c></p:b>");
}

TEST_CASE("what is left out leaves the text around it") {
  const auto root = parse_xml("<a>one <s/> two<b/>three</a>");
  REQUIRE(root.ok());
  const auto form = canonical_xml(*root, *root, {&root->children[0], {}});
  REQUIRE(form.ok());
  CHECK(*form == "<a>one  two<b></b>three</a>");
}

TEST_CASE("X23: with a relative namespace there is no form, and no empty one either") {
  CHECK(form_of("<a xmlns='relative'/>", "a") == "refused");
  CHECK(form_of("<a xmlns:p='./x'><b/></a>", "a") == "refused");
  CHECK(form_of("<a xmlns:p='1x:y'><p:b/></a>", "b") == "refused");
  CHECK(form_of("<a xmlns:p='relative'><b/></a>", "b") == "<b></b>");
  CHECK(form_of("<a xmlns='urn:x'/>", "a") == "<a xmlns=\"urn:x\"></a>");
}

TEST_CASE("X21: a form that grows beyond measure is none") {
  const auto grown = [](std::size_t size) {
    std::string xml = "<a xmlns:s=\"urn:" + std::string(size, 'x') + "\">";
    for (int i = 0; i < 1'000; ++i) xml += "<s:b/>";
    return form_of(xml + "</a>", "a");
  };
  CHECK(grown(2'000) == "refused");
  CHECK(grown(100) != "refused");
}

TEST_CASE("an element of another tree has no form in this one") {
  const auto one = parse_xml("<a/>");
  const auto other = parse_xml("<a/>");
  CHECK_FALSE(canonical_xml(*one, *other).ok());
  CHECK(canonical_xml(*one, *one).ok());
}

TEST_CASE("a part that is read by itself has the form it had in its place") {
  const auto whole = parse_xml("<a xmlns:p='urn:p' xmlns='urn:d'><p:b><c/></p:b></a>");
  REQUIRE(whole.ok());
  const auto around = codec::namespaces_at(*whole, *whole);
  const auto part = parse_xml("<p:b><c/></p:b>", {}, around);
  REQUIRE(part.ok());
  CHECK(canonical_xml(*part, *part).value() == canonical_xml(*whole, whole->children[0]).value());
  CHECK_FALSE(parse_xml("<p:b><c/></p:b>").ok());
}
