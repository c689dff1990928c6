// Looking at messages of a partner as a tree of which nothing is taken for granted.
#include "saml/tree.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "codec/base64.h"

namespace postern::saml {
namespace {

using codec::XmlAttribute;
using codec::XmlElement;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// "ID" of SAML, "Id" of signatures, xml:id, and what some readers take for these.
bool passes_for_id(const XmlAttribute& attribute) {
  return attribute.name.size() == 2 && (attribute.name[0] | 0x20) == 'i' &&
         (attribute.name[1] | 0x20) == 'd';
}

Status check_ids(const XmlElement& element, std::set<std::string_view>& seen) {
  for (const XmlAttribute& attribute : element.attributes) {
    if (!passes_for_id(attribute)) continue;
    if (!attribute.uri.empty()) return refused("an id is in a namespace");
    if (!seen.insert(attribute.value).second) return refused("an id is there twice");
  }
  for (const XmlElement& child : element.children) POSTERN_CHECK(check_ids(child, seen));
  return ok();
}

}  // namespace

Error refused(std::string_view why) {
  return reject("invalid_request", "Invalid SAML response received: " + std::string(why) + ".");
}

Result<XmlElement> parse_part(std::string_view xml, std::span<const codec::XmlNamespace> around) {
  auto root = codec::parse_xml(xml, {.comments = false}, around);
  if (!root.ok()) return refused("it is no XML that is accepted");
  std::set<std::string_view> seen;
  POSTERN_CHECK(check_ids(*root, seen));
  return root;
}

Result<XmlElement> parse_message(std::string_view xml) {
  return parse_part(xml, {});
}

std::vector<const XmlElement*> children_of(const XmlElement& parent, std::string_view uri,
                                           std::string_view name) {
  std::vector<const XmlElement*> found;
  for (const XmlElement& child : parent.children) {
    if (child.is(uri, name)) found.push_back(&child);
  }
  return found;
}

Result<const XmlElement*> only_child(const XmlElement& parent, std::string_view uri,
                                     std::string_view name) {
  const auto found = children_of(parent, uri, name);
  if (found.size() > 1) return refused("it has more than one " + std::string(name));
  return found.empty() ? nullptr : found.front();
}

std::size_t count_of(const XmlElement& root, std::string_view uri, std::string_view name) {
  std::size_t count = root.is(uri, name) ? 1 : 0;
  for (const XmlElement& child : root.children) count += count_of(child, uri, name);
  return count;
}

bool holds_only(const XmlElement& parent, std::string_view uri,
                std::initializer_list<std::string_view> names) {
  return std::ranges::all_of(parent.text, is_space) &&
         std::equal(
             parent.children.begin(), parent.children.end(), names.begin(), names.end(),
             [&](const XmlElement& child, std::string_view name) { return child.is(uri, name); });
}

bool has_only(const XmlElement& element, std::initializer_list<std::string_view> names) {
  return std::ranges::all_of(element.attributes, [&](const XmlAttribute& attribute) {
    return attribute.uri.empty() &&
           std::find(names.begin(), names.end(), attribute.name) != names.end();
  });
}

Result<std::string_view> text_of(const XmlElement& element) {
  if (!element.children.empty()) return refused(element.name + " is no text");
  return std::string_view(element.text);
}

Result<std::string> bytes_of(const XmlElement& element) {
  POSTERN_TRY(const std::string_view text, text_of(element));
  std::string base64;
  std::ranges::remove_copy_if(text, std::back_inserter(base64), is_space);
  auto bytes = codec::base64_decode(base64);
  if (!bytes.ok()) return refused(element.name + " is no base64");
  return bytes;
}

}  // namespace postern::saml
