// A small, strict part of XML 1.0.
#include "codec/xml.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "codec/utf8.h"

namespace postern::codec {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kXmlnsNamespace = "http://www.w3.org/2000/xmlns/";

Error malformed(std::string_view what, std::size_t at) {
  return {Errc::invalid_argument, "InvalidParameterException",
          "Malformed XML: " + std::string(what) + " at byte " + std::to_string(at) + "."};
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// XML 1.0 production 4, with every letter beyond ASCII taken for one.
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_in_name(char c) {
  return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

// XML 1.0 production 2.
bool is_char(std::uint32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

struct QName {
  std::string prefix;
  std::string local;
  [[nodiscard]] std::string text() const { return prefix.empty() ? local : prefix + ":" + local; }
};

struct RawAttribute {
  QName name;
  std::string value;
};

class XmlParser {
 public:
  XmlParser(std::string_view text, const XmlLimits& limits) : text_(text), limits_(limits) {}

  Result<XmlElement> document(std::span<const XmlNamespace> around) {
    scope_.push_back({"xml", std::string(kXmlNamespace)});
    scope_.insert(scope_.end(), around.begin(), around.end());
    skip_declaration();
    POSTERN_CHECK(skip_misc());
    XmlElement root;
    POSTERN_CHECK(element(root, 1));
    for (const XmlNamespace& one : around) {
      if (!declares(root, one.prefix)) root.namespaces.push_back(one);
    }
    POSTERN_CHECK(skip_misc());
    if (at_ != text_.size()) return malformed("content after the root element", at_);
    return root;
  }

 private:
  [[nodiscard]] bool looking_at(std::string_view what) const {
    return text_.substr(at_).starts_with(what);
  }
  bool take(std::string_view what) {
    if (!looking_at(what)) return false;
    at_ += what.size();
    return true;
  }
  bool skip_spaces() {
    const std::size_t before = at_;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ != before;
  }

  // Whatever the declaration says, the bytes have been found to be UTF-8.
  void skip_declaration() {
    take("\xEF\xBB\xBF");
    if (!looking_at("<?xml") || at_ + 5 >= text_.size() || !is_space(text_[at_ + 5])) return;
    const std::size_t end = text_.find("?>", at_);
    if (end != std::string_view::npos) at_ = end + 2;
  }

  Status skip_comment() {
    if (!limits_.comments) return malformed("a comment", at_);
    const std::size_t end = text_.find("--", at_);
    if (end == std::string_view::npos || !text_.substr(end).starts_with("-->")) {
      return malformed("a comment without end", at_);
    }
    at_ = end + 3;
    return ok();
  }

  Status skip_misc() {
    for (;;) {
      skip_spaces();
      if (!take("<!--")) return ok();
      POSTERN_CHECK(skip_comment());
    }
  }

  Result<std::string> ncname() {
    const std::size_t begin = at_;
    if (at_ == text_.size() || !starts_name(text_[at_])) return malformed("no name", at_);
    while (at_ < text_.size() && is_in_name(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<QName> qname() {
    QName name;
    POSTERN_TRY(name.local, ncname());
    if (!take(":")) return name;
    name.prefix = std::move(name.local);
    POSTERN_TRY(name.local, ncname());
    return name;
  }

  Status character_reference(std::string_view digits, std::string& out) {
    const bool hex = digits.starts_with('x');
    if (hex) digits.remove_prefix(1);
    std::uint32_t value = 0;
    if (digits.empty() || digits.size() > 8) return malformed("a bad reference", at_);
    for (const char c : digits) {
      const int digit = c >= '0' && c <= '9'          ? c - '0'
                        : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                      : -1;
      if (digit < 0 || value > 0x10FFFF) return malformed("a bad reference", at_);
      value = value * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
    }
    if (!is_char(value)) return malformed("a bad reference", at_);
    append_utf8(out, static_cast<char32_t>(value));
    return ok();
  }

  // After the ampersand. Only what XML itself defines: no document may define more.
  Status reference(std::string& out) {
    const std::size_t end = text_.find(';', at_);
    if (end == std::string_view::npos) return malformed("a bad reference", at_);
    const std::string_view name = text_.substr(at_, end - at_);
    constexpr std::pair<std::string_view, char> kEntities[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    const auto* known = std::find_if(std::begin(kEntities), std::end(kEntities),
                                     [&](const auto& entity) { return entity.first == name; });
    if (known != std::end(kEntities)) {
      out.push_back(known->second);
    } else if (name.starts_with('#')) {
      POSTERN_CHECK(character_reference(name.substr(1), out));
    } else {
      return malformed("an undefined entity", at_);
    }
    at_ = end + 1;
    return ok();
  }

  Result<std::string> attribute_value() {
    if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
      return malformed("an attribute without a quoted value", at_);
    }
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      const char c = text_[at_++];
      if (c == '<') return malformed("< in an attribute", at_ - 1);
      if (c == '&') {
        POSTERN_CHECK(reference(value));
      } else {
        // XML 1.0, section 2.11: two bytes may end one line.
        if (c == '\r') take("\n");
        value.push_back(is_space(c) ? ' ' : c);
      }
    }
    if (at_ == text_.size()) return malformed("an attribute without end", at_);
    ++at_;
    return value;
  }

  Result<std::vector<RawAttribute>> raw_attributes() {
    std::vector<RawAttribute> attributes;
    for (;;) {
      const bool apart = skip_spaces();
      if (at_ == text_.size() || text_[at_] == '>' || text_[at_] == '/') return attributes;
      if (!apart) return malformed("attributes that touch", at_);
      if (attributes.size() >= limits_.attributes_max) {
        return malformed("too many attributes", at_);
      }
      RawAttribute attribute;
      POSTERN_TRY(attribute.name, qname());
      skip_spaces();
      if (!take("=")) return malformed("an attribute without value", at_);
      skip_spaces();
      POSTERN_TRY(attribute.value, attribute_value());
      attributes.push_back(std::move(attribute));
    }
  }

  static bool declares(const XmlElement& element, std::string_view prefix) {
    return std::any_of(element.namespaces.begin(), element.namespaces.end(),
                       [&](const XmlNamespace& one) { return one.prefix == prefix; });
  }

  static bool declares_namespace(const QName& name) {
    return name.prefix == "xmlns" || (name.prefix.empty() && name.local == "xmlns");
  }

  Status declare(const RawAttribute& attribute, XmlElement& element) {
    const std::string prefix = attribute.name.prefix.empty() ? std::string() : attribute.name.local;
    // Namespaces in XML 1.0, sections 2.2 and 3: a prefix cannot be undeclared, nor the reserved
    // names given or taken.
    const bool is_reserved = prefix == "xml" || prefix == "xmlns" ||
                             attribute.value == kXmlNamespace || attribute.value == kXmlnsNamespace;
    if (is_reserved || (!prefix.empty() && attribute.value.empty())) {
      return malformed("a namespace that cannot be declared", at_);
    }
    if (declares(element, prefix)) return malformed("a namespace declared twice", at_);
    if (scope_.size() > limits_.namespaces_max) return malformed("too many namespaces", at_);
    element.namespaces.push_back({prefix, attribute.value});
    scope_.push_back(element.namespaces.back());
    return ok();
  }

  Result<std::string> uri_of(const QName& name) {
    const auto found = std::find_if(scope_.rbegin(), scope_.rend(),
                                    [&](const auto& one) { return one.prefix == name.prefix; });
    if (found != scope_.rend()) return found->uri;
    if (name.prefix.empty()) return std::string();
    return malformed("an undeclared prefix", at_);
  }

  Status add_attributes(std::vector<RawAttribute>& raw, XmlElement& element) {
    for (RawAttribute& one : raw) {
      if (declares_namespace(one.name)) continue;
      std::string uri;  // A default namespace does not reach attributes.
      if (!one.name.prefix.empty()) {
        POSTERN_TRY(uri, uri_of(one.name));
      }
      const bool twice = std::any_of(
          element.attributes.begin(), element.attributes.end(),
          [&](const auto& other) { return other.uri == uri && other.name == one.name.local; });
      if (twice) return malformed("an attribute given twice", at_);
      element.attributes.push_back({std::move(uri), std::move(one.name.prefix),
                                    std::move(one.name.local), std::move(one.value)});
    }
    return ok();
  }

  Status element(XmlElement& out, int depth) {
    if (depth > limits_.depth_max) return malformed("elements nested too deep", at_);
    if (++elements_ > limits_.elements_max) return malformed("too many elements", at_);
    if (!take("<")) return malformed("no element", at_);
    POSTERN_TRY(const QName name, qname());
    POSTERN_TRY(auto raw, raw_attributes());
    const std::size_t outside = scope_.size();
    for (const RawAttribute& one : raw) {
      if (declares_namespace(one.name)) POSTERN_CHECK(declare(one, out));
    }
    out.prefix = name.prefix;
    out.name = name.local;
    POSTERN_TRY(out.uri, uri_of(name));
    POSTERN_CHECK(add_attributes(raw, out));
    POSTERN_CHECK(inside(out, name, depth));
    scope_.resize(outside);  // What an element declares holds inside it.
    return ok();
  }

  // From the end of the start tag to that of the end tag.
  Status inside(XmlElement& out, const QName& name, int depth) {
    if (take("/>")) return ok();
    if (!take(">")) return malformed("a tag without end", at_);
    POSTERN_CHECK(content(out, depth));
    if (!take("</") || !take(name.text())) return malformed("a wrong end tag", at_);
    skip_spaces();
    return take(">") ? ok() : Status(malformed("a wrong end tag", at_));
  }

  // Up to the end tag.
  Status content(XmlElement& out, int depth) {
    while (at_ < text_.size() && !looking_at("</")) {
      if (take("<!--")) {
        POSTERN_CHECK(skip_comment());
      } else if (looking_at("<!") || looking_at("<?")) {
        return malformed("markup that is not accepted", at_);
      } else if (text_[at_] == '<') {
        out.children.emplace_back();
        out.children.back().at = out.text.size();
        POSTERN_CHECK(element(out.children.back(), depth + 1));
      } else if (take("&")) {
        POSTERN_CHECK(reference(out.text));
      } else {
        if (looking_at("]]>")) return malformed("]]> in text", at_);
        const char c = text_[at_++];
        if (c == '\r') take("\n");
        out.text.push_back(c == '\r' ? '\n' : c);
      }
    }
    return ok();
  }

  const std::string_view text_;
  const XmlLimits& limits_;
  std::vector<XmlNamespace> scope_;  // Of the element being read; the last of a prefix counts.
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
};

// Control characters are not XML, nor are U+FFFE and U+FFFF, wherever they stand.
bool has_forbidden_char(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && !is_space(c); }) ||
         text.find("\xEF\xBF\xBE") != std::string_view::npos ||
         text.find("\xEF\xBF\xBF") != std::string_view::npos;
}

}  // namespace

std::string_view XmlElement::attribute(std::string_view wanted) const {
  for (const XmlAttribute& one : attributes) {
    if (one.uri.empty() && one.name == wanted) return one.value;
  }
  return {};
}

Result<XmlElement> parse_xml(std::string_view text, const XmlLimits& limits,
                             std::span<const XmlNamespace> around) {
  if (!is_utf8(text) || has_forbidden_char(text)) return malformed("a character", 0);
  return XmlParser(text, limits).document(around);
}

}  // namespace postern::codec
