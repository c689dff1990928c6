// A small, strict part of XML 1.0: enough to read a document somebody configured, and nothing that
// reaches outside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace postern::codec {

struct XmlAttribute {
  std::string uri;  // Namespace; empty for a name without prefix.
  std::string name;
  std::string value;
};

struct XmlElement {
  std::string uri;  // Namespace, default one included.
  std::string name;
  std::vector<XmlAttribute> attributes;
  std::string text;  // Character data directly inside, references resolved.
  std::vector<XmlElement> children;

  // Value of an attribute without prefix; empty when there is none.
  [[nodiscard]] std::string_view attribute(std::string_view wanted) const;
  [[nodiscard]] bool is(std::string_view namespace_uri, std::string_view local_name) const {
    return uri == namespace_uri && name == local_name;
  }
};

struct XmlLimits {
  int depth_max = 32;
  std::size_t elements_max = 4'096;
  std::size_t attributes_max = 64;  // Of one element.
};

// The root element of a well-formed document in UTF-8. Refused besides broken grammar: document
// types, and with them entities of their own; processing instructions; CDATA sections; undeclared
// prefixes; duplicate attributes; anything over `limits`. Not a base for signatures: it forgets
// white space between attributes, prefixes and comments.
[[nodiscard]] Result<XmlElement> parse_xml(std::string_view text, const XmlLimits& limits = {});

}  // namespace postern::codec
