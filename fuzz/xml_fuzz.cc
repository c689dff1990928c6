// Targets: parse_xml, parse_saml_metadata.
// Property: what was read, written with prefixes of our own, reads the same; what passes for
// metadata names an entity and certificates.
#include "codec/xml.h"

#include <algorithm>

#include "domain/saml_metadata.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

namespace {

// Every byte that could mean something is written as a reference.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
                       (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain) {
      out.push_back(c);
    } else {
      out += "&#" + std::to_string(static_cast<unsigned>(c)) + ";";
    }
  }
  return out;
}

// A name, behind a prefix that is declared where it is used; but for the one that is everybody's.
std::string qualified(const std::string& uri, const std::string& name, std::string prefix,
                      std::string& declarations) {
  if (uri.empty()) return name;
  if (uri == "http://www.w3.org/XML/1998/namespace") return "xml:" + name;
  declarations += " xmlns:" + prefix + "=\"" + escaped(uri) + "\"";
  return prefix + ":" + name;
}

void write(const XmlElement& element, std::string& out) {
  std::string declarations;
  std::string attributes;
  const std::string name = qualified(element.uri, element.name, "e", declarations);
  for (std::size_t i = 0; i < element.attributes.size(); ++i) {
    const XmlAttribute& one = element.attributes[i];
    attributes += " " + qualified(one.uri, one.name, "a" + std::to_string(i), declarations) +
                  "=\"" + escaped(one.value) + "\"";
  }
  out += "<" + name + declarations + attributes + ">" + escaped(element.text);
  for (const XmlElement& child : element.children) write(child, out);
  out += "</" + name + ">";
}

bool same(const XmlElement& a, const XmlElement& b) {
  const auto same_attribute = [](const XmlAttribute& x, const XmlAttribute& y) {
    return x.uri == y.uri && x.name == y.name && x.value == y.value;
  };
  return a.uri == b.uri && a.name == b.name && a.text == b.text &&
         std::equal(a.attributes.begin(), a.attributes.end(), b.attributes.begin(),
                    b.attributes.end(), same_attribute) &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    same);
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  XmlLimits limits;
  const auto read = parse_xml(input, limits);
  if (!read.ok()) return;
  std::string text;
  write(*read, text);
  limits.attributes_max = 3 * limits.attributes_max;  // Declarations count.
  limits.namespaces_max = 65 * static_cast<std::size_t>(limits.depth_max);
  const auto again = parse_xml(text, limits);
  require(again.ok() && same(*read, *again), "what is written reads back the same");
  const auto metadata = postern::domain::parse_saml_metadata(input);
  if (!metadata.ok()) return;
  require(!metadata->entity_id.empty(), "metadata names its entity");
  require(!metadata->signing_certificates.empty(), "metadata holds a certificate");
}
