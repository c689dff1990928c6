// Looking at messages of a partner as a tree of which nothing is taken for granted.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/xml.h"

namespace postern::saml {

// More is in no response of a provider; SAML's own limit here is Cognito's 100,000 characters.
inline constexpr std::size_t kMessageCharsMax = 100'000;

// "Invalid SAML response received: <why>.", as Cognito tells a client.
Error refused(std::string_view why);

// A message, without comments, each of whose ids is there once: whichever of the attributes that
// pass for ids somewhere has it (X18).
Result<codec::XmlElement> parse_message(std::string_view xml);

// The same for a part that stood among the namespaces `around`.
Result<codec::XmlElement> parse_part(std::string_view xml,
                                     std::span<const codec::XmlNamespace> around);

// The children of one name, and the only one: nullptr for none, refused for several.
std::vector<const codec::XmlElement*> children_of(const codec::XmlElement& parent,
                                                  std::string_view uri, std::string_view name);
Result<const codec::XmlElement*> only_child(const codec::XmlElement& parent, std::string_view uri,
                                            std::string_view name);

// How many elements of a name are in a tree, its root included.
std::size_t count_of(const codec::XmlElement& root, std::string_view uri, std::string_view name);

// Whether an element holds exactly these children, all of one namespace, and no text but space.
bool holds_only(const codec::XmlElement& parent, std::string_view uri,
                std::initializer_list<std::string_view> names);

// Whether it has no attributes but these, none of them in a namespace.
bool has_only(const codec::XmlElement& element, std::initializer_list<std::string_view> names);

// The text of an element that holds nothing else.
Result<std::string_view> text_of(const codec::XmlElement& element);

// The same, out of base64, which XML may break into lines.
Result<std::string> bytes_of(const codec::XmlElement& element);

}  // namespace postern::saml
