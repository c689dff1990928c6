// Exclusive XML Canonicalization 1.0, without comments: the one text that a signature on a part of
// a document is over, however that part was written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codec/xml.h"

namespace postern::codec {

// https://www.w3.org/TR/xml-exc-c14n/, section 3.
struct C14nOptions {
  // A part that is left out: the signature that stands in what it signs.
  const XmlElement* omitted = nullptr;
  // InclusiveNamespaces PrefixList; "" stands for "#default".
  std::vector<std::string> inclusive_prefixes;
};

// The canonical form of `apex`, an element of the tree below `root`. Refused: what has none, since
// a namespace in it is relative; an apex that is not below `root`; more than a mebibyte, which many
// short elements make of one long namespace. No form is ever empty (X23).
[[nodiscard]] Result<std::string> canonical_xml(const XmlElement& root, const XmlElement& apex,
                                                const C14nOptions& options = {});

enum class XmlPlace : std::uint8_t { text, value };  // Of an attribute.

// As the canonical form has it at that place.
[[nodiscard]] std::string escape_xml(std::string_view text, XmlPlace place);

// The namespaces that are declared around an element of the tree or in it, the innermost of each
// prefix. Empty for one that is not below `root`.
[[nodiscard]] std::vector<XmlNamespace> namespaces_at(const XmlElement& root,
                                                      const XmlElement& element);

}  // namespace postern::codec
