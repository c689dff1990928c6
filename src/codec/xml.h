// A small, strict part of XML 1.0: enough to read a document somebody configured or signed, and
// nothing that reaches outside it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace postern::codec {

// A declaration: xmlns:prefix="uri", or of the default namespace, whose prefix is empty.
struct XmlNamespace {
  std::string prefix;
  std::string uri;
};

struct XmlAttribute {
  std::string uri;  // Namespace; empty for a name without prefix.
  std::string prefix;
  std::string name;
  std::string value;
};

// Everything that its canonical form (xml_c14n.h) depends on.
struct XmlElement {
  std::string uri;  // Namespace, default one included.
  std::string prefix;
  std::string name;
  std::vector<XmlNamespace> namespaces;  // Declared here.
  std::vector<XmlAttribute> attributes;
  std::string text;  // Character data directly inside, references resolved.
  std::vector<XmlElement> children;
  std::size_t at = 0;  // Where it stands: behind so many bytes of its parent's text.

  // Value of an attribute without prefix; empty when there is none.
  [[nodiscard]] std::string_view attribute(std::string_view wanted) const;
  [[nodiscard]] bool is(std::string_view namespace_uri, std::string_view local_name) const {
    return uri == namespace_uri && name == local_name;
  }
};

struct XmlLimits {
  int depth_max = 32;
  std::size_t elements_max = 4'096;
  std::size_t attributes_max = 64;  // Of one element, declarations among them.
  std::size_t namespaces_max = 64;  // Declared around one element and in it.
  // Comments leave no trace in the tree. Where a text counts, one that a comment cuts in two is
  // refused with it, so that nobody reads half of it (X09).
  bool comments = true;
};

// The root element of a well-formed document in UTF-8. Refused besides broken grammar: document
// types, and with them entities of their own; processing instructions; CDATA sections; undeclared
// prefixes; duplicate attributes; anything over `limits`. `around` are the namespaces of the place
// that a part of a document was cut out of; its root is taken to declare them.
[[nodiscard]] Result<XmlElement> parse_xml(std::string_view text, const XmlLimits& limits = {},
                                           std::span<const XmlNamespace> around = {});

}  // namespace postern::codec
